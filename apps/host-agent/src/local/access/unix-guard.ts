/**
 * A UNIX socket that only root, the agent's own account and one group can open: by the modes of its folder and file,
 * and once more by what the kernel says of each peer.
 */
import { once } from 'node:events';
import { chmod, chown, lstat, mkdir, rm } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { peerOf } from '@busbar/shared/native/peer-credentials';
import type { Log } from '../../log.ts';
import type { AccessGuard } from './access-guard.ts';
import { mayConnect, peerName } from './may-connect.ts';

export type UnixGuardOptions = { readonly groupId: number | null; readonly log: Log };

const othersMayWrite = 0o022;
const othersMayEnter = 0o001;
const groupMayEnter = 0o010;
/** The mode with which a socket is made: for its owner alone, until its group is known. */
const ownerOnly = 0o177;

export class UnixGuard implements AccessGuard {
  readonly #options: UnixGuardOptions;
  readonly #ownUid = process.getuid?.() ?? 0;
  #canAskKernel = true;

  constructor(options: UnixGuardOptions) {
    this.#options = options;
  }

  async listen(server: Server, path: string): Promise<void> {
    const { groupId } = this.#options;
    await this.#prepareFolder(dirname(path));
    await removeStale(path);
    const listening = once(server, 'listening');
    const before = process.umask(ownerOnly);
    try {
      // Binds at once, within this call.
      server.listen(path);
    } finally {
      process.umask(before);
    }
    await listening;
    if (groupId === null) return chmod(path, 0o600);
    await chown(path, this.#ownUid, groupId);
    await chmod(path, 0o660);
  }

  admit(socket: Socket): string | null {
    const { groupId, log } = this.#options;
    if (!this.#canAskKernel) return 'a local user';
    try {
      const peer = peerOf(socket);
      if (mayConnect(peer, { ownUid: this.#ownUid, groupId })) return peerName(peer);
      log.warn({ uid: peer.uid }, 'a local client without the right was turned away');
      return null;
    } catch (thrown) {
      const error = toAppError(thrown);
      // A peer that has gone already has no credentials any more.
      if (error.code !== 'unavailable' || error.details.call !== undefined) return null;
      this.#canAskKernel = false;
      log.warn({ err: error }, 'peers of the local socket cannot be asked for; its file modes alone decide');
      return 'a local user';
    }
  }

  /** A folder that exists is left as it is: it may be shared, such as /run. */
  async #prepareFolder(folder: string): Promise<void> {
    const { groupId } = this.#options;
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made !== undefined && groupId !== null) {
      await chown(folder, this.#ownUid, groupId);
      await chmod(folder, 0o750);
    }
    const { mode, uid, gid } = await lstat(folder);
    if ((mode & othersMayWrite) !== 0 || (uid !== 0 && uid !== this.#ownUid))
      throw unfit(folder, 'others may write there');
    const isOpen = (mode & othersMayEnter) !== 0 || (gid === groupId && (mode & groupMayEnter) !== 0);
    if (groupId !== null && !isOpen) throw unfit(folder, `group ${groupId} cannot enter it`);
  }
}

const unfit = (folder: string, why: string): AppError =>
  new AppError('precondition-failed', `The local socket is not made in ${folder}: ${why}.`);

/** Of an earlier process of this agent, which holds the lock on the state: nobody else listens there. */
async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return;
  if (!found.isSocket())
    throw new AppError('already-exists', `${path} exists and is no socket; it is left as it is.`);
  await rm(path);
}
