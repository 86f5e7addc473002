/** One simulated host in this process, asked as the host script is: a request in, its result or its error out. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import type { CmdletParameters, CmdletReference } from '../../hyperv-host.ts';
import { CallError, runCall } from '../call/run-call.ts';
import { Simulator, type SimulatorOptions } from '../daemon/simulator.ts';

export type TestSimulator = {
  readonly folder: string;
  readonly socket: string;
  readonly simulator: Simulator;
  /** Starts another simulator over the same state, after this one has ended. */
  readonly restart: () => Promise<TestSimulator>;
  readonly remove: () => Promise<void>;
};

export async function startTestSimulator(options: Partial<SimulatorOptions> = {}): Promise<TestSimulator> {
  const folder = await temporaryDirectory();
  return begin(folder.path, folder.remove, options);
}

async function begin(
  folder: string,
  removeFolder: () => Promise<void>,
  options: Partial<SimulatorOptions>,
): Promise<TestSimulator> {
  const socket = join(folder, 's');
  const clock = { ms: Date.parse('2026-01-01T00:00:00Z') };
  const now = (): number => {
    clock.ms += 1_000;
    return clock.ms;
  };
  const simulator = new Simulator({
    listen: socket,
    state: join(folder, 'state'),
    guestExecutable: null,
    latency: 'none',
    faults: {},
    guestsOnExit: 'end',
    deps: { now, newId: randomUUID },
    onFault: (error) => Promise.reject(error),
    ...options,
  });
  await simulator.start();
  const remove = async (): Promise<void> => {
    await simulator.close();
    await removeFolder();
  };
  const restart = async (): Promise<TestSimulator> => {
    await simulator.close();
    return begin(folder, removeFolder, options);
  };
  return { folder, socket, simulator, restart, remove };
}

export type Result = Record<string, unknown>;

/** Asks one host of a simulator. Errors are told as `identifier`. */
export class HostBench {
  readonly #simulator: Simulator;
  readonly #name: string;
  readonly progress: number[] = [];

  constructor({ simulator }: TestSimulator, name = 'host') {
    this.#simulator = simulator;
    this.#name = name;
  }

  async ask(
    cmdlet: string,
    parameters: CmdletParameters = {},
    select: string | null = null,
    asJob = false,
  ): Promise<readonly Result[]> {
    const host = await this.#simulator.host(this.#name);
    const request = { cmdlet, parameters, select, asJob };
    const sinks = {
      progress: (percent: number) => this.progress.push(percent),
      watch: () => undefined,
      crash: () => undefined,
    };
    return (await runCall(host, request, sinks)) as readonly Result[];
  }

  /** The one object that is expected. */
  async one(cmdlet: string, parameters: CmdletParameters, select: string): Promise<Result> {
    const results = await this.ask(cmdlet, parameters, select);
    if (results.length !== 1) throw new Error(`${cmdlet} returned ${results.length} objects`);
    return results[0]!;
  }

  /** The identifier of the error that a call ends with, or `no error`. */
  async refusal(cmdlet: string, parameters: CmdletParameters = {}, asJob = false): Promise<string> {
    try {
      await this.ask(cmdlet, parameters, null, asJob);
      return 'no error';
    } catch (error) {
      if (error instanceof CallError) return error.error.identifier;
      throw error;
    }
  }

  /** A generation 2 VM with a disk of its own in `folder`, as the driver makes one. */
  async makeVm(folder: string, name = 'web'): Promise<{ readonly id: string; readonly disk: string }> {
    const disk = join(folder, `${randomUUID()}.vhdx`);
    await this.ask('New-VHD', { Path: disk, SizeBytes: 64 * 2 ** 20, Dynamic: true });
    const parameters = {
      Name: name,
      Generation: 2,
      MemoryStartupBytes: 2 ** 29,
      VHDPath: disk,
      Path: folder,
    };
    const { Id } = await this.one('New-VM', parameters, 'VirtualMachine');
    await this.ask('Set-VM', {
      VM: vm(String(Id)),
      CheckpointType: 'Standard',
      AutomaticCheckpointsEnabled: false,
    });
    return { id: String(Id), disk };
  }

  async stateOf(id: string): Promise<unknown> {
    return (await this.one('Get-VM', { Id: id }, 'VirtualMachine')).State;
  }
}

export const from = (
  cmdlet: string,
  parameters: CmdletParameters,
  where?: Record<string, string>,
): CmdletReference => ({
  $from: { cmdlet, parameters, ...(where === undefined ? {} : { where }) },
});
export const vm = (id: string): CmdletReference => from('Get-VM', { Id: id });
