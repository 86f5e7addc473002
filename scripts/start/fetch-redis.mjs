import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { findProgram } from './find-program.mjs';
import { runCommand } from './run-command.mjs';

const packages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblua5.1-0', 'liblzf1', 'libatomic1'];
const remedy =
  'Install Redis: `sudo apt-get install redis-server` (or set BUSBAR_REDIS to a server of yours).';

/**
 * On Debian and Ubuntu a server can be had without root: its packages are downloaded and unpacked into the
 * cache folder, and their libraries found there.
 */
export async function fetchRedis(paths) {
  const folder = join(paths.cacheFolder, 'redis');
  if (!existsSync(join(folder, 'usr/bin/redis-server'))) await unpack(paths, folder);
  const libraryFolder = join(folder, 'usr/lib');
  const libraryPath = readdirSync(libraryFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes('-linux-'))
    .map((entry) => join(libraryFolder, entry.name))
    .join(':');
  return { program: join(folder, 'usr/bin/redis-server'), libraryPath };
}

async function unpack(paths, folder) {
  if (findProgram(['apt-get']) === null || findProgram(['dpkg-deb']) === null) {
    throw new Failure('No Redis or Valkey server was found.', remedy);
  }
  const scratch = `${folder}.new`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const logFile = join(paths.logsFolder, 'fetch-redis.log');
  await runCommand('apt-get', ['download', ...packages], { cwd: scratch, logFile, remedy });
  for (const file of readdirSync(scratch).filter((name) => name.endsWith('.deb'))) {
    await runCommand('dpkg-deb', ['-x', file, '.'], { cwd: scratch, logFile, remedy });
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(scratch, folder);
}
