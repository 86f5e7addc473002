/** The daemon: any number of simulated hosts behind one UNIX socket, each made when it is first spoken to. */
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { noGuests } from '../guests/guests.ts';
import { SandboxGuests } from '../guests/sandbox-guests.ts';
import { SerialPorts } from '../guests/serial-ports.ts';
import { newHost } from '../state/new-records.ts';
import { applyControl } from './apply-control.ts';
import { type Fault, Faults } from './faults.ts';
import { HostStore } from './host-store.ts';
import { Lane } from './lane.ts';
import { type LatencyName, latencies } from './latency.ts';
import { onLines, writeLine } from './lines.ts';
import { Control, FirstLine, HostName } from './messages.ts';
import { SimulatedHost } from './simulated-host.ts';

export type SimulatorOptions = {
  /** UNIX socket; what is there is replaced. */
  readonly listen: string;
  /** Kept over restarts, one folder a host. */
  readonly state: string;
  /** The guest agent's single executable. Null: VMs have no guest, only their state. */
  readonly guestExecutable: string | null;
  readonly latency: LatencyName;
  /** Faults that hosts begin with, by their names. */
  readonly faults: Readonly<Record<string, readonly Fault[]>>;
  /** Guests that still run when the simulator ends: `keep` for a successor, or `end` them. */
  readonly guestsOnExit: 'keep' | 'end';
  readonly deps: { readonly now: () => number; readonly newId: () => string };
  /** What went wrong inside the simulator itself. */
  readonly onFault: (error: unknown) => void;
};

const lookIntervalMs = { none: 20, realistic: 500 } as const;
const shutdownGraceMs = { none: 10_000, realistic: 300_000 } as const;

export class Simulator {
  readonly #options: SimulatorOptions;
  readonly #hosts = new Map<string, Promise<SimulatedHost>>();
  readonly #lanes = new Map<Socket, { readonly host: string; readonly lane: Lane }>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Hosts that it knew before are there at once, so that guests that ended meanwhile are noticed. */
  async start(): Promise<void> {
    const { listen, state } = this.#options;
    await mkdir(state, { recursive: true, mode: 0o700 });
    const known = (await readdir(state)).filter((name) => HostName.safeParse(name).success);
    await Promise.all(known.map((name) => this.host(name)));
    await rm(listen, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(listen, () => resolve());
    });
    // Whoever may write to it may run VMs as this user.
    await chmod(listen, 0o600);
  }

  /** The host of this name. */
  host(name: string): Promise<SimulatedHost> {
    const found = this.#hosts.get(name);
    if (found !== undefined) return found;
    const made = this.#makeHost(name);
    this.#hosts.set(name, made);
    return made;
  }

  /** One that has been spoken to: a name that nobody has is no computer. Case does not matter. */
  async #findHost(wanted: string): Promise<SimulatedHost | null> {
    const name = [...this.#hosts.keys()].find((each) => each.toLowerCase() === wanted.toLowerCase());
    return name === undefined ? null : this.host(name);
  }

  /** What a test does to a host; see `Control`. */
  async control(message: Control): Promise<void> {
    const control = Control.parse(message);
    if (control.kind === 'crash-lanes') {
      for (const { host, lane } of this.#lanes.values()) if (host === control.host) lane.crash();
      return;
    }
    await applyControl(await this.host(control.host), control);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    for (const host of await Promise.all(this.#hosts.values())) {
      if (this.#options.guestsOnExit === 'end') await this.#endGuests(host);
      await host.guests.close();
      await host.flush();
      await host.serialPorts.close();
    }
  }

  async #endGuests(host: SimulatedHost): Promise<void> {
    for (const vm of host.vms()) {
      await host.guests.cut(vm);
      host.changed(vm, () => {
        vm.state = 'Off';
      });
    }
  }

  async #makeHost(name: string): Promise<SimulatedHost> {
    const { state, latency, guestExecutable, deps, faults, onFault } = this.#options;
    const folder = join(state, name);
    const store = new HostStore(folder);
    const own = new Faults();
    own.set(faults[name] ?? []);
    const host = new SimulatedHost({
      ...deps,
      store,
      stored: await store.load(newHost(name)),
      faults: own,
      latency: latencies[latency],
      shutdownGraceMs: shutdownGraceMs[latency],
      findHost: (wanted) => this.#findHost(wanted),
      serialPorts: new SerialPorts(folder, onFault),
      guests: (owner) => {
        if (guestExecutable === null) return noGuests;
        return new SandboxGuests({
          folder,
          guestExecutable,
          lookIntervalMs: lookIntervalMs[latency],
          look: () => owner.noticeEndedGuests(),
          onFault,
        });
      },
    });
    await host.settle();
    if (host.guests instanceof SandboxGuests && host.vms().length > 0) host.guests.watchEnds();
    return host;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    // A peer that dies resets its socket; its end is all that matters.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#lanes.delete(socket);
    });
    let first: Promise<Lane | null> | null = null;
    onLines(socket, (line) => {
      if (first === null) {
        first = this.#greet(socket, line).catch((error: unknown) => {
          writeLine(socket, { ok: false, message: describe(error) });
          socket.end();
          return null;
        });
      } else void first.then((lane) => lane?.take(line));
    });
  }

  /** The first line says what the connection is for. */
  async #greet(socket: Socket, line: string): Promise<Lane | null> {
    const { control, hello } = FirstLine.parse(JSON.parse(line));
    if (control !== undefined) {
      await this.control(control);
      writeLine(socket, { ok: true });
      socket.end();
    }
    if (hello === undefined) return null;
    const lane = new Lane(await this.host(hello.host), socket, hello, this.#options.onFault);
    this.#lanes.set(socket, { host: hello.host, lane });
    return lane;
  }
}

const describe = (error: unknown): string =>
  error instanceof z.ZodError
    ? z.prettifyError(error)
    : error instanceof Error
      ? error.message
      : String(error);
