import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { runCommand } from './run-command.mjs';

const installOptions = ['--no-audit', '--no-fund', '--no-save', '--prefer-offline', '--loglevel=error'];

/**
 * Installs what the lockfile names, once per lockfile, and returns the folder of programs that the install
 * brought, Node 24 among them. `npm install`, not `npm ci`: the lockfile may lack other platforms' packages.
 * What npm has kept is not asked for again: the lockfile names contents, not wishes.
 */
export async function installPackages({ paths, report }) {
  const stamp = join(paths.root, 'node_modules', '.busbar-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(paths.root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    await report.step('Installing packages', () =>
      runCommand('npm', ['install', ...installOptions], {
        cwd: paths.root,
        logFile: join(paths.logsFolder, 'install.log'),
        remedy: 'Check that the npm registry can be reached, then run `npm start` again.',
      }),
    );
    mkdirSync(join(paths.root, 'node_modules'), { recursive: true });
    writeFileSync(stamp, wanted);
  }
  return findNode(paths.root);
}

function findNode(root) {
  const folder = join(root, 'node_modules', '.bin');
  const installed = join(folder, process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(installed)) return { program: installed, folder };
  if (Number(process.versions.node.split('.')[0]) >= 24) return { program: process.execPath, folder };
  throw new Failure(
    `npm did not bring Node 24 for ${process.platform} ${process.arch}.`,
    'Install Node 24, put it first on the PATH, and run `npm start` again.',
  );
}
