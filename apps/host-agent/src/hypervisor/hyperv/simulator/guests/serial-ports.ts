/**
 * COM 1 of simulated VMs: `<folder>/<vmId>/com1.sock` where Windows has a named pipe, there while the VM is on and its
 * port has a path, for one at a time. What is typed comes back, as from a terminal that waits for a login.
 */
import { mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Vm } from '../state/model.ts';

type Port = { readonly server: Server; readonly sockets: Set<Socket> };

export class SerialPorts {
  readonly #folder: string;
  readonly #onFault: (error: unknown) => void;
  readonly #ports = new Map<string, Port>();
  #work: Promise<void> = Promise.resolve();

  constructor(folder: string, onFault: (error: unknown) => void) {
    this.#folder = folder;
    this.#onFault = onFault;
  }

  /** To be called whenever a VM has changed. */
  follow(vm: Vm): void {
    const isOn = ['Running', 'Paused', 'Stopping'].includes(vm.state);
    this.#set(vm.id, isOn && (vm.configuration.comPorts[0]?.path ?? '') !== '');
  }

  forget(vmId: string): void {
    this.#set(vmId, false);
  }

  /** What was to be opened or closed until now is so afterwards. */
  settled(): Promise<void> {
    return this.#work;
  }

  async close(): Promise<void> {
    for (const vmId of this.#ports.keys()) this.forget(vmId);
    await this.#work;
  }

  #set(vmId: string, isOpen: boolean): void {
    const known = this.#ports.get(vmId);
    if ((known !== undefined) === isOpen) return;
    if (known === undefined) {
      const port = newPort();
      this.#ports.set(vmId, port);
      this.#then(() => this.#listen(vmId, port));
    } else {
      this.#ports.delete(vmId);
      this.#then(() => end(known));
    }
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch(this.#onFault);
  }

  async #listen(vmId: string, { server }: Port): Promise<void> {
    const path = join(this.#folder, vmId, 'com1.sock');
    await mkdir(join(this.#folder, vmId), { recursive: true, mode: 0o700 });
    await rm(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  }
}

function newPort(): Port {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    // As a pipe whose one instance is taken.
    if (sockets.size > 1) socket.destroy();
    else socket.on('data', (chunk: Buffer) => socket.write(answerTo(chunk.toString('latin1')), 'latin1'));
  });
  return { server, sockets };
}

const answerTo = (typed: string): string => typed.replace(/\r\n?|\n/g, '\r\n\r\nlocalhost login: ');

async function end({ server, sockets }: Port): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const socket of sockets) socket.destroy();
  await closed;
}
