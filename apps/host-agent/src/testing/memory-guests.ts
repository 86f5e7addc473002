/** The guests of the test hypervisor: each in this process, on a socket of its own, speaking the real channel protocol. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import type { StoredVm } from './memory-vms.ts';
import { cloudInitDone, type ProtocolGuest, startProtocolGuest } from './protocol-guest.ts';

export type MemoryGuestsDeps = {
  /** For their sockets. */
  readonly folder: string;
  /** Default: done. */
  readonly cloudInit: ((vmId: string) => CloudInitStatus) | undefined;
  readonly onKeepIdentity: () => void;
  /** What the guest was asked to do with its own power. */
  readonly onPower: (vmId: string, action: 'shutdown' | 'reboot') => void;
};

export class MemoryGuests {
  readonly #deps: MemoryGuestsDeps;
  readonly #guests = new Map<string, ProtocolGuest>();

  constructor(deps: MemoryGuestsDeps) {
    this.#deps = deps;
  }

  async run({ vmId, name, boots }: StoredVm): Promise<void> {
    const { cloudInit, onKeepIdentity, onPower } = this.#deps;
    const guest = await startProtocolGuest({
      socketPath: this.#socketPath(vmId),
      hostname: name,
      bootId: `${vmId}-${boots}`,
      cloudInit: () => cloudInit?.(vmId) ?? cloudInitDone(vmId),
      onKeepIdentity,
      onPower: (action) => onPower(vmId, action),
    });
    this.#guests.set(vmId, guest);
  }

  /** Of one that does not run nothing is done. */
  async end(vmId: string): Promise<void> {
    await this.#guests.get(vmId)?.close();
    this.#guests.delete(vmId);
  }

  /** @throws `guest-unreachable` */
  async dial(vmId: string, signal: AbortSignal): Promise<Socket> {
    const socket = connect({ path: this.#socketPath(vmId), allowHalfOpen: true });
    try {
      await once(socket, 'connect', { signal });
      return socket;
    } catch (cause) {
      socket.on('error', () => undefined).destroy();
      throw new AppError('guest-unreachable', 'No guest listens.', { cause });
    }
  }

  async close(): Promise<void> {
    for (const guest of this.#guests.values()) await guest.close();
    this.#guests.clear();
  }

  #socketPath = (vmId: string): string => join(this.#deps.folder, `${vmId.slice(-4)}.sock`);
}
