import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuestHeartbeat } from '@busbar/shared/protocol/channel';
import { readTextIfPresent } from '../read-text.ts';

/** File systems that hold a guest's data. Everything else (proc, cgroup, squashfs, iso9660…) says nothing. */
const diskTypes = new Set([
  'ext2',
  'ext3',
  'ext4',
  'xfs',
  'btrfs',
  'zfs',
  'f2fs',
  'vfat',
  'overlay',
  'bcachefs',
]);
const mountLimit = 32;

/** Mount points of proc_mounts(5) worth reporting, one per device; the root always first. */
export function parseMounts(mounts: string): readonly string[] {
  const byDevice = new Map<string, string>();
  for (const line of mounts.split('\n')) {
    const [device, mount, type] = line.split(' ');
    if (device === undefined || mount === undefined || type === undefined || mount === '/') continue;
    if (diskTypes.has(type) && !byDevice.has(device)) byDevice.set(device, unescapeMount(mount));
  }
  return ['/', ...byDevice.values()].filter((mount) => mount.length <= 256).slice(0, mountLimit);
}

/** The kernel writes space, tab, newline and backslash as three octal digits. */
const unescapeMount = (mount: string): string =>
  mount.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** A file system that does not answer (a dead network mount) must not hold up the heartbeat. */
const statfsDeadlineMs = 1_000;

async function readDisk(mount: string): Promise<GuestHeartbeat['disks'][number] | null> {
  const deadline = AbortSignal.timeout(statfsDeadlineMs);
  const late = new Promise<null>((resolve) => deadline.addEventListener('abort', () => resolve(null)));
  // A mount that has just gone, or that we may not look into, is left out of this heartbeat.
  const facts = await Promise.race([statfs(mount).catch(() => null), late]);
  if (facts === null || facts.blocks === 0) return null;
  return { mount, totalBytes: facts.blocks * facts.bsize, freeBytes: facts.bavail * facts.bsize };
}

export async function readDisks(root: string): Promise<GuestHeartbeat['disks']> {
  const mounts = parseMounts((await readTextIfPresent(join(root, 'proc/mounts'))) ?? '');
  const disks = await Promise.all(mounts.map(readDisk));
  return disks.filter((disk) => disk !== null);
}
