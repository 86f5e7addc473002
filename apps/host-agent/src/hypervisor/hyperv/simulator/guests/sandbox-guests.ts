/**
 * Guests that are sandboxes: the real guest agent, with the seed from the disc in the VM's drive. Their channel is
 * `<folder>/<vmId>/agent.sock`. What a guest writes stays with its VM, whatever its virtual disk says: checkpoints
 * and copies do not carry it.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, Empty } from '@busbar/shared/protocol/channel';
import { dialSocket } from '../../../process/dial-socket.ts';
import { ProcessIdentity } from '../../../process/process-identity.ts';
import { SandboxDriver } from '../../../sandbox/sandbox-driver.ts';
import { sandboxDiskBytes, sandboxImageName } from '../../../sandbox/sandbox-image.ts';
import { readJson } from '../../../vms/write-json.ts';
import { isLocalPath } from '../state/host-path.ts';
import type { Vm } from '../state/model.ts';
import type { Guests } from './guests.ts';
import { isSeedDisc } from './is-seed-disc.ts';
import { kvpOfSandbox } from './kvp-of-sandbox.ts';
import type { Pairs } from './kvp-pairs.ts';
import { translateWindowsSeed } from './windows-seed.ts';

export type SandboxGuestsOptions = {
  /** Records, roots and channels of the guests. */
  readonly folder: string;
  readonly guestExecutable: string;
  /** Called again and again while there are guests: a look at which of them have ended by themselves. */
  readonly look: () => Promise<void>;
  /** A look has failed; the next one follows all the same. */
  readonly onFault: (error: unknown) => void;
  readonly lookIntervalMs: number;
};

/** What a guest agent may take to agree. */
const askDeadlineMs = 5_000;
const connectDeadlineMs = 1_000;
const pollMs = 20;

export class SandboxGuests implements Guests {
  readonly #options: SandboxGuestsOptions;
  readonly #driver: SandboxDriver;
  readonly #closing = new AbortController();
  #watch: Promise<void> | null = null;

  constructor(options: SandboxGuestsOptions) {
    this.#options = options;
    this.#driver = new SandboxDriver({
      vmsFolder: join(options.folder, 'guests'),
      runtimeFolder: options.folder,
      guestExecutable: options.guestExecutable,
    });
  }

  /** One without a disk shows its firmware and nothing else. */
  isReal(vm: Vm): boolean {
    return vm.configuration.drives.some(({ kind, path }) => kind === 'disk' && path !== null);
  }

  async start(vm: Vm): Promise<void> {
    if (!this.isReal(vm)) return;
    const specification = {
      vmId: vm.id,
      // The guest's first host name. Its seed gives it another; any text may name a VM of Hyper-V.
      name: `vm-${vm.id}`,
      image: sandboxImageName,
      cpuCount: vm.configuration.processor.count,
      memoryBytes: vm.configuration.memory.startupBytes,
      diskBytes: sandboxDiskBytes,
      network: 'none',
    } as const;
    await this.#driver.createDisk(specification, () => undefined, this.#closing.signal);
    await this.#driver.createVm(specification);
    await this.mediaChanged(vm);
    this.watchEnds();
    await this.#driver.start(vm.id, this.#closing.signal);
  }

  async cut(vm: Vm): Promise<void> {
    if (await this.#isKnown(vm)) await this.#driver.powerOff(vm.id);
  }

  freeze(vm: Vm): Promise<void> {
    return this.#signal(vm, 'SIGSTOP');
  }

  /** Memory that is gone with the machine's last start makes it a cold start. */
  async thaw(vm: Vm): Promise<void> {
    if (await this.isRunning(vm)) await this.#signal(vm, 'SIGCONT');
    else await this.start(vm);
  }

  async askToShutDown(vm: Vm): Promise<boolean> {
    if (!this.isReal(vm)) return true;
    const signal = AbortSignal.timeout(askDeadlineMs);
    while (!signal.aborted) {
      try {
        await this.#ask(vm, signal);
        return true;
      } catch (error) {
        // A guest that does not answer is an answer; anything else is a fault of ours.
        if (!(error instanceof AppError || (error as Error).name === 'TimeoutError')) throw error;
        // Where nothing listens, nobody will. A connection made while the guest boots may be lost.
        if (error instanceof AppError && error.code === 'guest-unreachable') return false;
      }
    }
    return false;
  }

  async #ask(vm: Vm, signal: AbortSignal): Promise<void> {
    const socket = await dialSocket(join(this.#options.folder, vm.id, 'agent.sock'), signal);
    const session = await connectHttp2(socket, { signal, deadlineMs: connectDeadlineMs });
    try {
      const body = { action: 'shutdown' };
      await requestJson(session, { path: channelPaths.power, body, output: Empty, signal });
    } finally {
      session.destroy();
    }
  }

  async waitUntilOff(vm: Vm, deadlineMs: number): Promise<boolean> {
    const endsAt = performance.now() + deadlineMs;
    while (await this.isRunning(vm)) {
      if (performance.now() >= endsAt) return false;
      await delay(pollMs);
    }
    return true;
  }

  /** The guest sees the files of the first disc whose label says that it is a seed, as cloud-init looks for it. */
  async mediaChanged(vm: Vm): Promise<void> {
    if (!(await this.#isKnown(vm))) return;
    for (const { kind, path } of vm.configuration.drives) {
      if (kind !== 'dvd' || path === null || !isLocalPath(path) || !(await isSeedDisc(path))) continue;
      await this.#attachSeed(vm, path);
      return;
    }
    await this.#driver.detachMedium(vm.id, 'seed');
  }

  /** What is attached is copied at once, so that a translation need not stay. */
  async #attachSeed(vm: Vm, path: string): Promise<void> {
    const translated = join(this.#options.folder, `${vm.id}.seed.iso`);
    const discs = vm.configuration.drives.flatMap((drive) =>
      drive.kind === 'dvd' && drive.path !== null && isLocalPath(drive.path) ? drive.path : [],
    );
    const isWindows = await translateWindowsSeed(path, discs, translated);
    await this.#driver.attachMedium(vm.id, { role: 'seed', path: isWindows ? translated : path });
    await rm(translated, { force: true });
  }

  async kvp(vm: Vm): Promise<Pairs> {
    return (await this.#isKnown(vm)) ? kvpOfSandbox(join(this.#options.folder, 'guests', vm.id), vm.id) : {};
  }

  /** Folders and channel by their new names: what runs has them open, and goes on. */
  async takeOver({ id }: Vm, from: Guests): Promise<void> {
    if (!(from instanceof SandboxGuests))
      throw new Error('The guests of the other host are of another kind.');
    const [theirs, ours] = [from.#options.folder, this.#options.folder];
    for (const part of [join('guests', id), id]) {
      await mkdir(dirname(join(ours, part)), { recursive: true, mode: 0o700 });
      await rm(join(ours, part), { recursive: true, force: true });
      await rename(join(theirs, part), join(ours, part)).catch(onlyMissing);
    }
    this.watchEnds();
  }

  async remove(vm: Vm): Promise<void> {
    await this.#driver.delete(vm.id, this.#closing.signal);
  }

  async isRunning(vm: Vm): Promise<boolean> {
    return (await this.#driver.find(vm.id))?.power === 'running';
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#driver.close();
    await this.#watch;
  }

  /** From now on ends are noticed, of guests that ran before us too. */
  watchEnds(): void {
    this.#watch ??= this.#lookAgainAndAgain();
  }

  /** Looking, because a guest that an earlier process of ours started is not our child. */
  async #lookAgainAndAgain(): Promise<void> {
    const { look, onFault, lookIntervalMs } = this.#options;
    while (!this.#closing.signal.aborted) {
      await look().catch(onFault);
      await delay(lookIntervalMs, undefined, { signal: this.#closing.signal }).catch(onlyAbort);
    }
  }

  async #isKnown(vm: Vm): Promise<boolean> {
    return (await this.#driver.find(vm.id)) !== null;
  }

  /** To all processes of the guest that stand in the group of its first. */
  async #signal(vm: Vm, name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    if (!(await this.isRunning(vm))) return;
    const file = join(this.#options.folder, 'guests', vm.id, 'process.json');
    const identity = await readJson(file, ProcessIdentity);
    if (identity !== null) process.kill(-identity.pid, name);
  }
}

/** One that was never started has no guest yet. */
function onlyMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

function onlyAbort(error: unknown): void {
  if ((error as Error).name !== 'AbortError') throw error;
}
