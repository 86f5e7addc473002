/**
 * The installed packages without which a program does not run: what its sources import, and what that in turn depends
 * on, by the lock file. Packages that only build or test are not among them.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Folders below `root`, such as `node_modules/next`. `isLeftOut` says of a package's name that the program does without. */
export async function packagesOfProgram({ root, entry, workspaces, isLeftOut = () => false }) {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const found = new Set();
  const visit = (name, from) => {
    if (isLeftOut(name)) return;
    const folder = placeOf(packages, name, from);
    if (folder === null || found.has(folder)) return;
    // Another platform's, which nothing has installed here.
    if (!existsSync(join(root, folder))) return;
    found.add(folder);
    for (const needed of neededBy(packages[folder])) visit(needed, folder);
  };
  for (const { name, importer } of await importsOf({ root, entry, workspaces })) visit(name, importer);
  return [...found].sort();
}

/** As Node looks a package up: in the nearest `node_modules` upwards. */
function placeOf(packages, name, from) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const folder = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (folder in packages) return folder;
    if (at === '') return null;
  }
}

/** With peers, unless their package works without them. */
function neededBy({
  dependencies = {},
  optionalDependencies = {},
  peerDependencies = {},
  peerDependenciesMeta = {},
}) {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers];
}

/** Each package that the program's own sources import, at any time, with the folder of who does. */
async function importsOf({ root, entry, workspaces }) {
  const { build } = createRequire(join(root, 'package.json'))('esbuild');
  const found = new Map();
  const isOwn = (path) => workspaces.some((scope) => path.startsWith(scope));
  const noting = {
    name: 'noting',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
        if (kind === 'entry-point' || isOwn(path)) return undefined;
        const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
        if (!path.startsWith('node:')) {
          found.set(name, { name, importer: importer.slice(root.length).replace(/^\/|\/[^/]*$/g, '') });
        }
        return { path, external: true };
      });
    },
  };
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    outdir: 'unused',
    logLevel: 'error',
    plugins: [noting],
  });
  return [...found.values()];
}
