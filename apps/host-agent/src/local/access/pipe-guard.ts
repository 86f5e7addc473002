/**
 * The named pipe on Windows. libuv makes it with Windows' default access, which lets any local user read; so its access
 * is replaced right after listening, and whoever connected before that is cut off. The edge to Windows is one function.
 */
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AccessGuard } from './access-guard.ts';
import { pipeAccess } from './pipe-access.ts';

export type PipeGuardOptions = {
  /** Replaces the pipe's access list. @throws when Windows refuses. */
  readonly setAccess: (path: string, descriptor: string) => void;
};

export class PipeGuard implements AccessGuard {
  readonly #options: PipeGuardOptions;
  #isProtected = false;

  constructor(options: PipeGuardOptions) {
    this.#options = options;
  }

  async listen(server: Server, path: string): Promise<void> {
    const listening = once(server, 'listening');
    server.listen(path);
    await listening;
    this.#options.setAccess(path, pipeAccess);
    // Connections from before, ours to set the access among them, are told to us within the next turns.
    await nextTurn();
    await nextTurn();
    this.#isProtected = true;
  }

  /** Windows has checked the access when the client opened the pipe. */
  admit(_socket: Socket): string | null {
    return this.#isProtected ? 'a local administrator' : null;
  }
}
