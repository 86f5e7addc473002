/**
 * Real VMs: one QEMU process each, on a qcow2 overlay of an image, driven through QMP. A VM runs on when the
 * host agent ends; the next one finds it by its recorded process and talks to the same sockets.
 *
 *     <folder>/vms/<vmId>/            records, base.qcow2, disk.qcow2, kernel, initrd, qemu.log
 *     <runtimeFolder>/<vmId>/         qmp.sock, channel.sock, serial.sock
 */
import { rm, stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverFacts, HostImage } from '@busbar/shared/protocol/host-facts';
import { measureBootFactor } from '../../images/boot-factor.ts';
import type { ImageFolder } from '../../images/image-folder.ts';
import type { QemuImage } from '../../images/image-record.ts';
import type { HasCheckpoints } from '../checkpoints.ts';
import type { HasKeyboard } from '../consoles/keyboard.ts';
import type { HasScreen } from '../consoles/screen.ts';
import type { HasSerial } from '../consoles/serial.ts';
import type { DiskLayers, HasDiskLayers } from '../disk-layers.ts';
import type { HasDisks } from '../disks.ts';
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
import type { HasCheckpointExporting, HasExporting } from '../exporting.ts';
import { refuseHardware } from '../hardware.ts';
import type { HasImageMaking, ImageMaking } from '../image-making.ts';
import type { HasImporting, Importing } from '../importing.ts';
import type { HasLinking } from '../linking.ts';
import type { HasMedia } from '../media.ts';
import type { HasResizing } from '../resizing.ts';
import { type FreeBytes, freeBytesOf } from '../vms/free-bytes.ts';
import { IsoDrive } from '../vms/iso-drive.ts';
import { KeyedMutex } from '../vms/keyed-mutex.ts';
import { RecordedExporting } from '../vms/recorded-exporting.ts';
import { RecordedResizing } from '../vms/recorded-resizing.ts';
import { VmProcesses } from '../vms/vm-processes.ts';
import { VmStore } from '../vms/vm-store.ts';
import { chooseAccelerator } from './accelerator.ts';
import { plugMedium, unplugMedium } from './change-media.ts';
import { dialChannel } from './dial-channel.ts';
import { baseOf } from './overlays.ts';
import { QemuCheckpointExporting } from './qemu-checkpoint-exporting.ts';
import { QemuCheckpoints } from './qemu-checkpoints.ts';
import { socketNames } from './qemu-command.ts';
import { QemuConsoles } from './qemu-consoles.ts';
import { QemuDisks } from './qemu-disks.ts';
import { copyVm, measureDisks } from './qemu-exporting.ts';
import { qemuFacts } from './qemu-facts.ts';
import { qemuImageFolder, qemuImageMaking } from './qemu-images.ts';
import { QemuLinking } from './qemu-linking.ts';
import { QemuPower, type QemuPowerDeps } from './qemu-power.ts';
import { QemuVmDisks } from './qemu-vm-disks.ts';
import { type QmpClient, withQmp } from './qmp-client.ts';

export type QemuDriverOptions = {
  readonly folder: string;
  readonly runtimeFolder: string;
  readonly imagesFolder: string;
  /** Default: what the file system says. */
  readonly freeBytes?: FreeBytes;
  /** Default: 1 s. */
  readonly watchIntervalMs?: number;
};

export class QemuDriver
  implements
    HypervisorDriver,
    HasCheckpointExporting,
    HasCheckpoints,
    HasDiskLayers,
    HasDisks,
    HasExporting,
    HasImageMaking,
    HasImporting,
    HasKeyboard,
    HasLinking,
    HasMedia,
    HasResizing,
    HasScreen,
    HasSerial
{
  readonly name = 'qemu';
  readonly resizing: RecordedResizing;
  readonly exporting: RecordedExporting;
  readonly importing: Importing = {
    createDiskFrom: (copied, vm, progress, signal) =>
      this.#turns.run(vm.vmId, () => this.#disks.createFrom(copied, vm, progress, signal)),
  };
  readonly diskLayers: DiskLayers = {
    isDifferencing: async (vmId, signal) => {
      await this.#store.get(vmId);
      return (await baseOf(this.#store.pathOf(vmId), 'disk.qcow2', signal)) !== null;
    },
    // They are copied into one file.
    isCopyDifferencing: async () => false,
  };
  readonly checkpoints: QemuCheckpoints;
  readonly checkpointExporting: QemuCheckpointExporting;
  readonly disks: QemuVmDisks;
  readonly linking: QemuLinking;
  readonly media = new IsoDrive({ driver: this });
  readonly serial: QemuConsoles;
  readonly screen: QemuConsoles;
  readonly keyboard: QemuConsoles;
  readonly imageMaking: ImageMaking;
  readonly #options: QemuDriverOptions;
  readonly #store: VmStore;
  readonly #processes: VmProcesses;
  readonly #images: ImageFolder<QemuImage>;
  readonly #disks: QemuDisks;
  readonly #power: QemuPower;
  readonly #turns = new KeyedMutex();
  readonly #closing = new AbortController();

  constructor(options: QemuDriverOptions) {
    this.#options = options;
    this.#store = new VmStore(join(options.folder, 'vms'), 'qemu');
    this.#processes = new VmProcesses(this.#store);
    const freeBytes = options.freeBytes ?? freeBytesOf;
    this.#images = qemuImageFolder(options.imagesFolder);
    this.imageMaking = qemuImageMaking(this.#images);
    this.#disks = new QemuDisks(this.#store, this.#images, freeBytes);
    this.resizing = new RecordedResizing({
      driver: this.name,
      store: this.#store,
      processes: this.#processes,
      turns: this.#turns,
      growDisk: (vmId, diskBytes, signal) => this.#disks.grow(vmId, diskBytes, signal),
    });
    const parts: QemuPowerDeps = {
      store: this.#store,
      processes: this.#processes,
      disks: this.#disks,
      accelerator: (signal) => chooseAccelerator(options.folder, signal),
      qmp: (vmId, signal, work) => this.#qmp(vmId, signal, work),
      runtimeFolder: (vmId) => this.#runtimeFolder(vmId),
    };
    this.#power = new QemuPower(parts);
    const turns = this.#turns;
    this.exporting = new RecordedExporting({
      store: this.#store,
      processes: this.#processes,
      turns,
      diskName: 'disk.qcow2',
      measure: measureDisks,
      copy: copyVm,
    });
    this.checkpointExporting = new QemuCheckpointExporting({ ...parts, exporting: this.exporting, turns });
    this.linking = new QemuLinking({ ...parts, turns });
    this.disks = new QemuVmDisks({ ...parts, turns, freeBytes, resizing: this.resizing });
    const consoles = new QemuConsoles(parts);
    this.serial = consoles;
    this.screen = consoles;
    this.keyboard = consoles;
    this.checkpoints = new QemuCheckpoints({ ...parts, power: this.#power, turns, freeBytes });
  }

  async facts(signal: AbortSignal): Promise<DriverFacts> {
    return qemuFacts(this.#options.folder, (await this.images()).length, signal);
  }

  images(): Promise<readonly HostImage[]> {
    return this.#images.list();
  }

  /** Without an image nothing boots, and nothing needs to be tried. */
  async bootFactor(signal: AbortSignal): Promise<number> {
    if ((await this.images()).length === 0) return 1;
    return measureBootFactor(await chooseAccelerator(this.#options.folder, signal), signal);
  }

  createDisk(vm: VmSpecification, progress: Progress, signal: AbortSignal): Promise<void> {
    return this.#turns.run(vm.vmId, async () => {
      await this.#disks.create(vm, signal);
      const { size } = await stat(this.#store.pathOf(vm.vmId, 'disk.qcow2'));
      progress(size, size);
    });
  }

  async createVm(vm: VmSpecification): Promise<void> {
    refuseHardware(this.name, vm);
    return this.#turns.run(vm.vmId, async () => {
      await this.#disks.get(vm.vmId);
      await this.#store.define(vm);
    });
  }

  attachMedium(vmId: string, medium: AttachedMedium, signal: AbortSignal): Promise<void> {
    return this.#turns.run(vmId, async () => {
      const { media } = await this.#store.get(vmId);
      if (media.some(({ role, path }) => role === medium.role && path === medium.path)) return;
      if (await this.#processes.isRunning(vmId)) {
        await this.#store.setMedium(vmId, medium.role, null);
        await this.#qmp(vmId, signal, (qmp) => plugMedium(qmp, medium, signal));
      }
      await this.#store.setMedium(vmId, medium.role, medium);
    });
  }

  detachMedium(vmId: string, role: MediumRole, signal: AbortSignal): Promise<void> {
    return this.#turns.run(vmId, () => this.#detach(vmId, role, signal));
  }

  start(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#turns.run(vmId, async () => {
      await this.#power.start(await this.#store.get(vmId), signal);
    });
  }

  async requestShutdown(vmId: string, signal: AbortSignal): Promise<void> {
    await this.#store.get(vmId);
    if (!(await this.#processes.isRunning(vmId))) return;
    await this.#qmp(vmId, signal, (qmp) => qmp.run('system_powerdown', {}, signal));
  }

  powerOff(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#turns.run(vmId, async () => {
      await this.#store.get(vmId);
      await this.#power.cut(vmId, signal);
      await this.#store.setResumesFrom(vmId, null);
    });
  }

  reset(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#turns.run(vmId, async () => {
      await this.#store.get(vmId);
      if (!(await this.#processes.isRunning(vmId))) {
        throw new AppError('precondition-failed', 'The VM is off; start it instead.');
      }
      await this.#qmp(vmId, signal, (qmp) => qmp.run('system_reset', {}, signal));
    });
  }

  delete(vmId: string, signal: AbortSignal): Promise<DeletedVm> {
    return this.#turns.run(vmId, async () => {
      if (!(await this.#store.folders()).includes(vmId)) return { removed: [] };
      await this.#power.cut(vmId, signal);
      const removed = [this.#runtimeFolder(vmId), this.#store.pathOf(vmId)];
      for (const path of removed) await rm(path, { recursive: true, force: true });
      return { removed };
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
    return dialChannel(join(this.#runtimeFolder(vmId), socketNames.channel), signal);
  }

  adopt(): Promise<void> {
    return this.#processes.forgetDead();
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  /** What is on record is in the machine: so it is noted after the drive is plugged, and struck out before it goes. */
  async #detach(vmId: string, role: MediumRole, signal: AbortSignal): Promise<void> {
    await this.#store.setMedium(vmId, role, null);
    if (await this.#processes.isRunning(vmId)) {
      await this.#qmp(vmId, signal, (qmp) => unplugMedium(qmp, role, signal));
    }
  }

  #qmp<T>(vmId: string, signal: AbortSignal, work: (qmp: QmpClient) => Promise<T>): Promise<T> {
    return withQmp(join(this.#runtimeFolder(vmId), socketNames.qmp), signal, work);
  }

  #runtimeFolder(vmId: string): string {
    return join(this.#options.runtimeFolder, vmId);
  }
}
