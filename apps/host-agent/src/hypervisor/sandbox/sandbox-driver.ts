/**
 * VMs made of Linux namespaces: no hypervisor, no network, no root needed. The guest is the real guest agent
 * over this machine's read-only /usr and folders of its own. It enforces no CPU, memory or disk limits.
 *
 *     <vmsFolder>/<vmId>/   records, root/ (the guest's folders), seed/ (its seed's files), console.log
 *     <runtimeFolder>/<vmId>/agent.sock   the channel
 */
import { rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverFacts, HostImage } from '@busbar/shared/protocol/host-facts';
import type {
  AttachedMedium,
  DeletedVm,
  DriverVm,
  HypervisorDriver,
  MediumRole,
  Progress,
  VmChange,
  VmSpecification,
} from '../driver.ts';
import type { HasExporting } from '../exporting.ts';
import { refuseHardware } from '../hardware.ts';
import type { HasImporting, Importing } from '../importing.ts';
import { dialSocket } from '../process/dial-socket.ts';
import { endSession } from '../process/end-session.ts';
import type { HasResizing } from '../resizing.ts';
import { type FreeBytes, freeBytesOf } from '../vms/free-bytes.ts';
import { KeyedMutex } from '../vms/keyed-mutex.ts';
import { RecordedExporting } from '../vms/recorded-exporting.ts';
import { RecordedResizing } from '../vms/recorded-resizing.ts';
import { VmProcesses } from '../vms/vm-processes.ts';
import { VmStore } from '../vms/vm-store.ts';
import { sandboxFacts } from './facts.ts';
import type { NamespacePaths } from './namespace-command.ts';
import { SandboxDisks } from './sandbox-disks.ts';
import { archiveName, archiveRoot, measureRoot } from './sandbox-exporting.ts';
import { sandboxDiskBytes, sandboxImage } from './sandbox-image.ts';
import { startSandbox } from './sandbox-process.ts';
import { emptySeedFolder, fillSeedFolder } from './sandbox-seed.ts';

export type SandboxDriverOptions = {
  readonly vmsFolder: string;
  /** On a file system that holds sockets; best on a tmpfs. */
  readonly runtimeFolder: string;
  readonly guestExecutable: string;
  /** Default: what the file system says. */
  readonly freeBytes?: FreeBytes;
  /** Default: 1 s. */
  readonly watchIntervalMs?: number;
};

export class SandboxDriver implements HypervisorDriver, HasExporting, HasImporting, HasResizing {
  readonly name = 'sandbox';
  readonly resizing: RecordedResizing;
  readonly exporting: RecordedExporting;
  readonly importing: Importing = {
    createDiskFrom: (copied, vm, progress, signal) =>
      this.#turns.run(vm.vmId, () => this.#disks.createFrom(copied, vm, progress, signal)),
  };
  readonly #options: SandboxDriverOptions;
  readonly #store: VmStore;
  readonly #processes: VmProcesses;
  readonly #disks: SandboxDisks;
  readonly #turns = new KeyedMutex();
  readonly #closing = new AbortController();

  constructor(options: SandboxDriverOptions) {
    this.#options = options;
    this.#store = new VmStore(options.vmsFolder, 'sandbox');
    this.#processes = new VmProcesses(this.#store);
    this.#disks = new SandboxDisks(this.#store, options.freeBytes ?? freeBytesOf);
    this.resizing = new RecordedResizing({
      driver: this.name,
      store: this.#store,
      processes: this.#processes,
      turns: this.#turns,
      // Its folders take what they take: no limit is enforced.
      growDisk: async () => undefined,
    });
    this.exporting = new RecordedExporting({
      store: this.#store,
      processes: this.#processes,
      turns: this.#turns,
      diskName: archiveName,
      measure: async (files) => measureRoot(files, await this.#disks.planOf(files.vmId)),
      copy: async (files) => archiveRoot(files, await this.#disks.planOf(files.vmId)),
    });
  }

  facts(signal: AbortSignal): Promise<DriverFacts> {
    return sandboxFacts(signal);
  }

  async images(): Promise<readonly HostImage[]> {
    return [await sandboxImage()];
  }

  createDisk(vm: VmSpecification, progress: Progress, signal: AbortSignal): Promise<void> {
    return this.#turns.run(vm.vmId, async () => {
      await this.#disks.create(vm, signal);
      progress(sandboxDiskBytes, sandboxDiskBytes);
    });
  }

  async createVm(vm: VmSpecification): Promise<void> {
    refuseHardware(this.name, vm);
    return this.#turns.run(vm.vmId, async () => {
      await this.#disks.planOf(vm.vmId);
      await this.#store.define(vm);
    });
  }

  attachMedium(vmId: string, medium: AttachedMedium): Promise<void> {
    return this.#turns.run(vmId, async () => {
      await this.#store.get(vmId);
      // The guest agent comes as a file of its own, so the tools disc is only noted.
      if (medium.role === 'seed') await fillSeedFolder(this.#store.pathOf(vmId, 'seed'), medium.path);
      await this.#store.setMedium(vmId, medium.role, medium);
    });
  }

  detachMedium(vmId: string, role: MediumRole): Promise<void> {
    return this.#turns.run(vmId, async () => {
      await this.#store.get(vmId);
      if (role === 'seed') await emptySeedFolder(this.#store.pathOf(vmId, 'seed'));
      await this.#store.setMedium(vmId, role, null);
    });
  }

  start(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#turns.run(vmId, async () => {
      const { name } = await this.#store.get(vmId);
      if (await this.#processes.isRunning(vmId)) return;
      const plan = await this.#disks.planOf(vmId);
      await this.#disks.removeGuestFolder(vmId, this.#channelFolder(vmId), signal);
      await startSandbox({ store: this.#store, vmId, name, plan, signal, paths: this.#pathsOf(vmId) });
    });
  }

  async requestShutdown(vmId: string): Promise<void> {
    await this.#store.get(vmId);
    throw new AppError('unsupported', 'A sandbox has no power button; its agent shuts it down.');
  }

  powerOff(vmId: string): Promise<void> {
    return this.#turns.run(vmId, async () => {
      await this.#store.get(vmId);
      await this.#cutPower(vmId);
    });
  }

  async reset(vmId: string, signal: AbortSignal): Promise<void> {
    await this.powerOff(vmId);
    await this.start(vmId, signal);
  }

  delete(vmId: string, signal: AbortSignal): Promise<DeletedVm> {
    return this.#turns.run(vmId, async () => {
      if (!(await this.#store.folders()).includes(vmId)) return { removed: [] };
      await this.#cutPower(vmId);
      const removed: string[] = [];
      const channel = this.#channelFolder(vmId);
      for (const path of [channel, this.#store.pathOf(vmId, 'root')]) {
        await this.#disks.removeGuestFolder(vmId, path, signal);
        removed.push(path);
      }
      // The record of its ids goes last: without it a later attempt could not remove the guest's files.
      const folder = this.#store.pathOf(vmId);
      await rm(folder, { recursive: true });
      return { removed: [...removed, folder] };
    });
  }

  list(): Promise<readonly DriverVm[]> {
    return this.#processes.list();
  }

  find(vmId: string): Promise<DriverVm | null> {
    return this.#processes.find(vmId);
  }

  watch(onChange: (change: VmChange) => void, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    return this.#processes.watch(onChange, this.#options.watchIntervalMs ?? 1_000, either);
  }

  async dialGuest(vmId: string, signal: AbortSignal): Promise<Socket> {
    await this.#store.get(vmId);
    if (!(await this.#processes.isRunning(vmId))) throw new AppError('guest-unreachable', 'The VM is off.');
    return dialSocket(join(this.#channelFolder(vmId), 'agent.sock'), signal);
  }

  adopt(): Promise<void> {
    return this.#processes.forgetDead();
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  async #cutPower(vmId: string): Promise<void> {
    const identity = await this.#store.readProcess(vmId);
    if (identity !== null) await endSession(identity);
    await this.#processes.forget(vmId);
  }

  #pathsOf(vmId: string): NamespacePaths {
    return {
      folder: this.#store.pathOf(vmId),
      channel: this.#channelFolder(vmId),
      guestExecutable: this.#options.guestExecutable,
    };
  }

  #channelFolder(vmId: string): string {
    return join(this.#options.runtimeFolder, vmId);
  }
}
