import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';

/**
 * Where things live. UNIX socket names have at most 107 bytes, so sockets go to a short private folder of
 * their own that belongs to this data folder alone.
 */
export function preparePaths({ root, dataFolder, runtimeBase }) {
  const short = createHash('sha256').update(dataFolder).digest('hex').slice(0, 8);
  const runtimeFolder = join(runtimeBase, `busbar-${process.getuid?.() ?? 0}-${short}`);
  const paths = {
    root,
    dataFolder,
    runtimeFolder,
    recordsFolder: join(dataFolder, 'run'),
    redisFolder: join(dataFolder, 'redis'),
    hostFolder: join(dataFolder, 'host'),
    logsFolder: join(dataFolder, 'logs'),
    imagesFolder: join(dataFolder, 'images'),
    cacheFolder: join(root, '.cache'),
  };
  for (const folder of [
    dataFolder,
    paths.recordsFolder,
    paths.redisFolder,
    paths.hostFolder,
    paths.logsFolder,
  ]) {
    makeWritable(folder);
  }
  makePrivate(runtimeFolder);
  return paths;
}

function makeWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Failure(
      `${folder} cannot be written: ${reasons[cause.code] ?? cause.message}.`,
      'Set BUSBAR_DATA to a folder of your own on a disk with space, and run `npm start` again.',
      { cause },
    );
  }
}

const reasons = {
  EACCES: 'it belongs to someone else',
  EPERM: 'it belongs to someone else',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EEXIST: 'there is a file in its place',
  ENOTDIR: 'a part of its path is a file',
};

/** A folder in a world-writable place is used only if it is ours and closed to others. */
function makePrivate(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const facts = lstatSync(folder);
  if (!facts.isDirectory() || facts.uid !== (process.getuid?.() ?? facts.uid)) {
    throw new Failure(
      `${folder} belongs to someone else.`,
      `Remove it, or set XDG_RUNTIME_DIR to a folder of your own.`,
    );
  }
  chmodSync(folder, 0o700);
}
