import type { Server, Socket } from 'node:net';

/** Who may use the local protocol on this platform. */
export interface AccessGuard {
  /**
   * Has the server listen so that at no moment anyone else can connect.
   *
   * @throws when that cannot be had; the caller then closes the server and serves nobody.
   */
  listen(server: Server, path: string): Promise<void>;
  /** Who is at the other end, in words for logs and jobs; null for one who may not be served. */
  admit(socket: Socket): string | null;
}
