/**
 * Applies a seed inside a sandbox. It is not cloud-init: it knows host name, time zone, groups, users,
 * write_files, bootcmd and runcmd, and says of everything else that it is not applied here. It keeps
 * cloud-init's stages, its per-instance once-only rule and its words for a failed command.
 */
import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import { instanceFiles, instanceFolder } from '../platform/linux/applied-documents.ts';
import { readTextIfPresent } from '../platform/read-text.ts';
import { ApplierLog } from './applier-log.ts';
import { applyFiles } from './apply-files.ts';
import { type ApplyDeps, applyUsers } from './apply-users.ts';
import { bootcmdError, runScript, scriptsUserError, toScript } from './run-lines.ts';
import { CloudConfig, readSeed, type SeedDocuments } from './seed-documents.ts';

export type ApplySeedOptions = {
  /** Folder with the seed disc's files. */
  readonly seed: string;
  /** The guest's file system; `/` except in tests. */
  readonly root: string;
  readonly nowMs: () => number;
  /** Sets the running machine's host name; what it throws is only noted. */
  readonly setHostname: (name: string) => Promise<void>;
};

const instanceIdPath = 'var/lib/cloud/data/instance-id';
const appliedKeys = new Set(Object.keys(CloudConfig.shape));

export async function applySeed(options: ApplySeedOptions): Promise<CloudInitStatus> {
  const log = new ApplierLog(options.root, options.nowMs);
  let documents: SeedDocuments | null = null;
  await log.stage('init-local', [
    [
      'seed',
      async () => {
        documents = await readSeed(options.seed);
        await log.begin(documents.instanceId);
      },
    ],
  ]);
  if (documents !== null) {
    await applyDocuments(options, log, documents).catch((error: unknown) => log.failed(error));
  }
  await log.end();
  return log.status;
}

async function applyDocuments(
  options: ApplySeedOptions,
  log: ApplierLog,
  documents: SeedDocuments,
): Promise<void> {
  const { config } = documents;
  const deps: ApplyDeps = {
    root: options.root,
    hasOwnUids: await hasOwnUids(options.root),
    log: (line) => log.line(line),
  };
  const isNew =
    (await readTextIfPresent(join(options.root, instanceIdPath)))?.trim() !== documents.instanceId;
  if (!isNew) await log.line('this instance was applied before: only bootcmd runs again');
  if (isNew) await keepDocuments(options.root, documents);
  const bootcmd = ['bootcmd', () => runBootcmd(options, log, documents)] as const;
  await log.stage('init', [
    bootcmd,
    ...(isNew
      ? ([
          ['write_files', () => applyFiles(deps, config.write_files ?? [])],
          ['set_hostname', () => applyHostname(options, log, documents)],
          ['users_groups', () => applyUsers(deps, config)],
        ] as const)
      : []),
  ]);
  if (!isNew) return;
  await log.stage('modules-config', [['timezone', () => applyTimezone(options.root, config.timezone)]]);
  await log.stage('modules-final', [
    ['unsupported', () => noteUnsupported(log, documents)],
    ['scripts_user', () => runUserScripts(options, log, documents)],
  ]);
  await writeInstanceId(options.root, documents.instanceId);
}

/** Where cloud-init keeps what it was given, and as private: there are secrets in it. */
async function keepDocuments(root: string, { given }: SeedDocuments): Promise<void> {
  const folder = join(root, instanceFolder);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, instanceFiles.userData), given.userData, { mode: 0o600 });
  await writeFile(join(folder, instanceFiles.metaData), given.metaData, { mode: 0o600 });
}

/** /proc/self/uid_map counts how many uids this namespace has. */
async function hasOwnUids(root: string): Promise<boolean> {
  const map = (await readTextIfPresent(join(root, 'proc/self/uid_map'))) ?? '';
  const counts = map.split('\n').map((line) => Number(line.trim().split(/\s+/)[2] ?? 0));
  return counts.reduce((sum, count) => sum + count, 0) > 1;
}

async function runBootcmd(
  options: ApplySeedOptions,
  log: ApplierLog,
  documents: SeedDocuments,
): Promise<void> {
  const lines = documents.config.bootcmd ?? [];
  if (lines.length === 0) return;
  const path = join(options.root, 'run/busbar/bootcmd.sh');
  const end = await runScript({
    path,
    script: toScript(lines),
    env: { ...scriptEnvironment, INSTANCE_ID: documents.instanceId },
    log: (line) => log.line(line),
  });
  if (end.status !== null) throw bootcmdError(path, end);
}

async function runUserScripts(
  options: ApplySeedOptions,
  log: ApplierLog,
  documents: SeedDocuments,
): Promise<void> {
  const lines = documents.config.runcmd ?? [];
  const scripts = [
    ...(lines.length > 0 ? [{ name: 'runcmd', script: toScript(lines) }] : []),
    ...(documents.script === null ? [] : [{ name: 'part-001', script: documents.script }]),
  ];
  for (const { name, script } of scripts) {
    const path = join(options.root, 'var/lib/cloud/instance/scripts', name);
    const end = await runScript({ path, script, env: scriptEnvironment, log: (line) => log.line(line) });
    if (end.status !== null) throw scriptsUserError(name, end);
  }
}

const scriptEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
};

async function applyHostname(
  options: ApplySeedOptions,
  log: ApplierLog,
  documents: SeedDocuments,
): Promise<void> {
  const { config, localHostname } = documents;
  const name = config.hostname ?? config.fqdn?.split('.')[0] ?? localHostname;
  if (name === null || name === undefined) return;
  await writeUnder(options.root, 'etc/hostname', `${name}\n`);
  const aliases = config.fqdn === undefined ? name : `${config.fqdn} ${name}`;
  await writeUnder(
    options.root,
    'etc/hosts',
    `127.0.0.1 localhost\n127.0.1.1 ${aliases}\n::1 localhost ip6-localhost\n`,
  );
  try {
    await options.setHostname(name);
  } catch (error) {
    await log.line(`the host name ${name} takes effect with the next boot: ${String(error)}`);
  }
}

async function applyTimezone(root: string, timezone: string | undefined): Promise<void> {
  if (timezone === undefined) return;
  if (!/^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/.test(timezone))
    throw new Error(`Invalid timezone ${timezone}`);
  await writeUnder(root, 'etc/timezone', `${timezone}\n`);
  await rm(join(root, 'etc/localtime'), { force: true });
  await symlink(`/usr/share/zoneinfo/${timezone}`, join(root, 'etc/localtime'));
}

async function noteUnsupported(log: ApplierLog, documents: SeedDocuments): Promise<void> {
  const unknown = Object.keys(documents.config).filter((key) => !appliedKeys.has(key));
  for (const key of unknown) await log.line(`${key} is not applied here: this is a sandbox, not cloud-init`);
  if (documents.hasNetworkConfig)
    await log.line('network-config is not applied here: a sandbox has no network');
}

const writeInstanceId = (root: string, instanceId: string): Promise<void> =>
  writeUnder(root, instanceIdPath, `${instanceId}\n`);

async function writeUnder(root: string, path: string, text: string): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

const run = promisify(execFile);
/** By the system's own program; needs the right to (a sandbox's boot sets the name before it gives that up). */
export async function setRunningHostname(name: string): Promise<void> {
  await run('hostname', ['--', name], { timeout: 5_000 });
}
