/** Serial lines that this process has open: one connection a VM, because the line has one other end. */
import type { Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';

export class SerialLines {
  readonly #open = new Set<string>();

  /** @throws AppError `conflict`, or what `dial` throws. */
  async open(vmId: string, dial: () => Promise<Socket>): Promise<Socket> {
    if (this.#open.has(vmId)) {
      throw new AppError('conflict', 'Somebody else has this VM’s serial line open.', { retryable: true });
    }
    this.#open.add(vmId);
    try {
      const socket = await dial();
      socket.once('close', () => this.#open.delete(vmId));
      if (socket.destroyed) this.#open.delete(vmId);
      return socket;
    } catch (error) {
      this.#open.delete(vmId);
      throw error;
    }
  }
}
