import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AppError } from '@busbar/shared/errors/app-error';
import { findProgram, systemPath } from '../hypervisor/process/find-program.ts';
import { runProgram } from '../hypervisor/process/run-program.ts';
import { readJson, writeJson } from '../hypervisor/vms/write-json.ts';
import { writeCpio } from './cpio.ts';
import { QemuImage } from './image-record.ts';
import { recipe, recipeHash } from './recipe.ts';

export type BuildOptions = {
  readonly imagesFolder: string;
  readonly isRoot: boolean;
  readonly onStep: (title: string) => void;
  readonly signal: AbortSignal;
};
export type BuiltImage = {
  readonly folder: string;
  readonly record: QemuImage;
  readonly wasCached: boolean;
};

const minutes = 60_000;
/** Packages come over the network; 57 s were measured with a near mirror. */
const bootstrapDeadlineMs = 20 * minutes;
const toolDeadlineMs = 5 * minutes;

const programsWanted = {
  mmdebstrap: 'mmdebstrap',
  'qemu-img': 'qemu-utils',
  mke2fs: 'e2fsprogs',
  tar: 'tar',
} as const;

/** Builds the image unless the folder has the one of this very recipe. Atomic: it appears whole or not at all. */
export async function buildDebianImage(options: BuildOptions): Promise<BuiltImage> {
  const folder = join(options.imagesFolder, recipe.name);
  const present = await readJson(join(folder, 'image.json'), QemuImage);
  if (present?.recipeHash === recipeHash) return { folder, record: present, wasCached: true };
  await requirePrograms(options.isRoot);
  await mkdir(options.imagesFolder, { recursive: true });
  const work = join(options.imagesFolder, `.${recipe.name}-${randomUUID().slice(0, 8)}.partial`);
  await mkdir(work, { mode: 0o700 });
  try {
    const record = await buildIn(work, options);
    await replaceFolder(folder, join(work, 'image'), work);
    return { folder, record, wasCached: false };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function requirePrograms(isRoot: boolean): Promise<void> {
  const wanted = { ...programsWanted, ...(isRoot ? {} : { newuidmap: 'uidmap' }) };
  const missing: string[] = [];
  for (const [program, debianPackage] of Object.entries(wanted)) {
    if ((await findProgram(program)) === null) missing.push(debianPackage);
  }
  if (missing.length === 0) return;
  const message = `Missing to build an image. Run: sudo apt-get install ${[...new Set(missing)].join(' ')}`;
  throw new AppError('precondition-failed', message);
}

async function buildIn(work: string, options: BuildOptions): Promise<QemuImage> {
  options.onStep('Fetching and unpacking Debian packages');
  await bootstrap(work, options);
  options.onStep('Making the file system');
  await pack(work, options);
  options.onStep('Writing the image');
  const image = join(work, 'image');
  await mkdir(image, { mode: 0o755 });
  const disk = join(image, 'disk.qcow2');
  const convert = ['convert', '-O', 'qcow2', join(work, 'parts', 'root.raw'), disk];
  await runProgram('qemu-img', convert, { signal: options.signal, deadlineMs: toolDeadlineMs });
  await rename(join(work, 'parts', 'vmlinuz'), join(image, 'kernel'));
  await writeInitrd(join(work, 'parts'), join(image, 'initrd'));
  for (const name of ['disk.qcow2', 'kernel', 'initrd']) await chmod(join(image, name), 0o444);
  const record: QemuImage = {
    name: recipe.name,
    title: recipe.title,
    os: recipe.os,
    recipeHash,
    sha256: await sha256Of(disk),
    sizeBytes: (await stat(disk)).size,
    virtualSizeBytes: recipe.sizeBytes,
    kernelArguments: recipe.kernelArguments,
    hasCloudInit: true,
  };
  await writeJson(join(image, 'image.json'), record);
  return record;
}

async function bootstrap(work: string, { isRoot, signal }: BuildOptions): Promise<void> {
  const args = [
    `--mode=${isRoot ? 'root' : 'unshare'}`,
    '--variant=minbase',
    '--format=tar',
    `--include=${recipe.packages.join(',')}`,
    '--aptopt=APT::Install-Recommends "false"',
    ...recipe.excludedPaths.map((path) => `--dpkgopt=path-exclude=${path}`),
    // mmdebstrap gives a hook's text to a shell with the new root as its first argument.
    `--customize-hook=${recipe.lean}`,
    recipe.suite,
    '-',
  ];
  await pipeThrough('mmdebstrap', args, null, join(work, 'base.tar'), {
    signal,
    deadlineMs: bootstrapDeadlineMs,
  });
}

async function pack(work: string, { isRoot, signal }: BuildOptions): Promise<void> {
  const script = [
    'sh',
    '-c',
    recipe.pack,
    'busbar-pack',
    recipe.uuid,
    recipe.hashSeed,
    `${recipe.sizeBytes / 2 ** 20}M`,
  ];
  // Outside root only a user namespace may give files to other users.
  const [program = '', ...args] = [
    ...(isRoot ? [] : ['mmdebstrap', '--unshare-helper']),
    ...script,
    ...recipe.modules,
  ];
  const limits = { signal, deadlineMs: toolDeadlineMs };
  await pipeThrough(program, args, join(work, 'base.tar'), join(work, 'parts.tar'), limits);
  await mkdir(join(work, 'parts'));
  await runProgram(
    'tar',
    ['-C', join(work, 'parts'), '-xSf', join(work, 'parts.tar'), '--no-same-owner'],
    limits,
  );
}

type Limits = { readonly signal: AbortSignal; readonly deadlineMs: number };

/** Runs a program between two files. @throws AppError `internal` with the program's last words. */
async function pipeThrough(
  program: string,
  args: readonly string[],
  from: string | null,
  to: string,
  { signal, deadlineMs }: Limits,
): Promise<void> {
  await using input = await open(from ?? '/dev/null', 'r');
  await using output = await open(to, 'wx', 0o600);
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [input.fd, output.fd, 'pipe'],
      env: {
        PATH: systemPath,
        LC_ALL: 'C.UTF-8',
        SOURCE_DATE_EPOCH: recipe.sourceDateEpoch,
      } as NodeJS.ProcessEnv,
      signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
    });
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-4000);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new AppError('internal', `${program} ended with ${code}: ${words.trim()}`));
    });
  });
}

async function writeInitrd(parts: string, path: string): Promise<void> {
  const modules = (await readdir(parts))
    .filter((name) => name.endsWith('.ko'))
    .map((name) => name.slice(0, -3));
  const order = recipe.modules.filter((name) => modules.includes(name));
  const file = (name: string, mode: number, content: Uint8Array) =>
    ({ kind: 'file', path: name, mode, content }) as const;
  const folders = ['bin', 'dev', 'modules', 'root'].map((name) => ({ kind: 'folder', path: name }) as const);
  const files = await Promise.all(
    order.map(async (name) => file(`modules/${name}.ko`, 0o644, await readFile(join(parts, `${name}.ko`)))),
  );
  const archive = writeCpio([
    ...folders,
    file('bin/busybox', 0o755, await readFile(join(parts, 'busybox'))),
    file('init', 0o755, Buffer.from(recipe.initrdInit)),
    file('modules/order', 0o644, Buffer.from(order.join('\n'))),
    ...files,
  ]);
  await writeFile(path, await promisify(gzip)(archive, { level: 6 }));
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Disks of VMs do not depend on the folder (each VM links its base), so an older recipe's image may go. */
async function replaceFolder(folder: string, built: string, work: string): Promise<void> {
  try {
    await rename(folder, join(work, 'old'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await rename(built, folder);
}
