import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { findProgram } from '../process/find-program.ts';
import type { UidFacts } from './uid-plan.ts';

/** What this process may map, read anew each time: an administrator may just have added subordinate ids. */
export async function readUidFacts(): Promise<UidFacts> {
  const [uidMap, gidMap, subuid, subgid, newuidmap, newgidmap] = await Promise.all([
    readFile('/proc/self/uid_map', 'utf8'),
    readFile('/proc/self/gid_map', 'utf8'),
    readIfPresent('/etc/subuid'),
    readIfPresent('/etc/subgid'),
    findProgram('newuidmap'),
    findProgram('newgidmap'),
  ]);
  const uid = process.geteuid?.() ?? 0;
  return {
    uid,
    gid: process.getegid?.() ?? 0,
    userName: nameOf(uid),
    uidMap,
    gidMap,
    subuid,
    subgid,
    hasMapHelpers: newuidmap !== null && newgidmap !== null,
  };
}

/** A uid without an account has its number for a name. */
function nameOf(uid: number): string {
  try {
    return userInfo().username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SYSTEM_ERROR') return String(uid);
    throw error;
  }
}

async function readIfPresent(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
