/**
 * The seed of a Windows guest, made into what the sandbox that stands for the guest can apply: of user-data the
 * cloud-config, with paths of `C:` below `/srv/c`. As in Windows the agent's part comes first, and finds its installer on the
 * tools disc, or nothing comes of the seed. Scripts and `runcmd` are not run: there is no Windows here.
 */
import { open } from 'node:fs/promises';
import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type IsoFileContent, readIso } from '../../../sandbox/read-iso.ts';

const agentPart = 'filename="busbar-agent.ps1"';
const installer = Buffer.from('install-guest.ps1', 'utf16le').swap16();
/** Folders of a disc stand before its files. */
const foldersBytes = 1024 * 1024;

const CloudConfig = z.looseObject({
  timezone: z.string().optional(),
  users: z
    .array(z.looseObject({ name: z.string(), ssh_authorized_keys: z.array(z.string()).optional() }))
    .optional(),
  write_files: z.array(z.looseObject({ path: z.string(), content: z.string().optional() })).optional(),
});

/** Writes to `into` what the sandbox gets of a seed that is for Windows; false for one that is not. */
export async function translateWindowsSeed(
  seed: string,
  discs: readonly string[],
  into: string,
): Promise<boolean> {
  const files = await readIso(seed);
  const userData = textOf(files, 'user-data');
  if (!userData.includes(agentPart)) return false;
  const isInstalled = (await Promise.all(discs.map(hasInstaller))).includes(true);
  const documents = isInstalled ? [['user-data', forSandbox(userData)] as const] : [];
  const metaData = ['meta-data', textOf(files, 'meta-data')] as const;
  const entries = [metaData, ...documents].map(([path, text]) => ({ path, content: Buffer.from(text) }));
  await writeIsoFile(into, planIso(entries, { label: 'cidata', volumeTimestamp: new Date(0) }));
  return true;
}

const textOf = (files: readonly IsoFileContent[], name: string): string =>
  files.find(({ path }) => path === name)?.content.toString('utf8') ?? '';

async function hasInstaller(disc: string): Promise<boolean> {
  await using file = await open(disc, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(foldersBytes), 0, foldersBytes, 0);
  return buffer.subarray(0, bytesRead).includes(installer);
}

/** Pure. */
export function forSandbox(userData: string): string {
  const part = userData.split('--==BUSBAR-SEED-PART==').find((each) => each.includes('text/cloud-config'));
  const text = Buffer.from(part?.split('\n\n')[1] ?? '', 'base64').toString('utf8');
  const { timezone, users = [], write_files: files = [] } = CloudConfig.parse(parse(text) ?? {});
  const applied = {
    ...(timezone === undefined ? {} : { timezone }),
    users: users.map(({ name, ssh_authorized_keys: keys = [] }) => ({ name, ssh_authorized_keys: keys })),
    write_files: files.map(({ path, content = '' }) => ({ path: pathBelowRoot(path), content })),
  };
  return `#cloud-config\n${stringify(applied)}`;
}

/** `C:\\a\\b` is `/srv/c/a/b`: nothing but a sandbox's own folders can be written. */
const pathBelowRoot = (path: string): string =>
  path.replaceAll('\\', '/').replace(/^([A-Za-z]):/, (_, drive: string) => `/srv/${drive.toLowerCase()}`);
