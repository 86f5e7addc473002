/**
 * VMs of Microsoft Hyper-V: generation 2, each on a differencing VHDX of an image. Hyper-V owns the VMs and tells the
 * truth about them; the driver only remembers which of them is which VM of Busbar.
 *
 *     <folder>/vms/<vmId>/    records, <vmId>.vhdx, Hyper-V's own files of this VM
 *     <place>/<vmId>/         the latter two once they were moved to a place that the host names
 *
 * It knows Hyper-V by its cmdlets (`HypervHost`) and guests by what it is given to dial them; neither Windows nor the
 * simulator makes a difference to it.
 */
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverFacts, HostImage } from '@busbar/shared/protocol/host-facts';
import type { ImageFolder } from '../../images/image-folder.ts';
import type { HypervImage } from '../../images/image-record.ts';
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
import type { HasGuestReports } from '../guest-reports.ts';
import type { HasHardware } from '../hardware.ts';
import type { HasHostMoving } from '../host-moving.ts';
import type { HasImageMaking } from '../image-making.ts';
import type { HasImporting, Importing } from '../importing.ts';
import type { HasLinking } from '../linking.ts';
import type { HasMedia } from '../media.ts';
import type { HasMetering } from '../metering.ts';
import type { HasPausing, Pausing } from '../pausing.ts';
import type { HasResizing } from '../resizing.ts';
import type { HasSaving, Saving } from '../saving.ts';
import type { HasStorageMoving } from '../storage-moving.ts';
import type { HasSwitches } from '../switches.ts';
import { type FreeBytes, freeBytesOf } from '../vms/free-bytes.ts';
import { IsoDrive } from '../vms/iso-drive.ts';
import { KeyedMutex } from '../vms/keyed-mutex.ts';
import { checkVmId } from '../vms/vm-record.ts';
import { VmStore } from '../vms/vm-store.ts';
import { type AdoptDeps, adoptFound, adoptVms } from './adopt-vms.ts';
import { call } from './call.ts';
import { VmDefiner } from './define-vm.ts';
import { removeFolder, removeVm } from './delete-vm.ts';
import { HypervCheckpointExporting } from './hyperv-checkpoint-exporting.ts';
import { HypervCheckpoints } from './hyperv-checkpoints.ts';
import { type DialSerial, HypervConsoles } from './hyperv-consoles.ts';
import { HypervDisks } from './hyperv-disks.ts';
import { HypervExporting } from './hyperv-exporting.ts';
import { hypervFacts } from './hyperv-facts.ts';
import { HypervHardware } from './hyperv-hardware.ts';
import type { CmdletCall, HypervHost } from './hyperv-host.ts';
import { HypervHostMoving } from './hyperv-host-moving.ts';
import { hypervImageFolder } from './hyperv-image.ts';
import { HypervImageMaking } from './hyperv-image-making.ts';
import { HypervLinking } from './hyperv-linking.ts';
import { HypervMetering } from './hyperv-metering.ts';
import { HypervResizing } from './hyperv-resizing.ts';
import { HypervStorageMoving } from './hyperv-storage-moving.ts';
import { HypervSwitches } from './hyperv-switches.ts';
import { HypervVmDisks } from './hyperv-vm-disks.ts';
import { attachCalls, detachCalls, foreignDiscsOf } from './media.ts';
import { lookBelow } from './parent-disk.ts';
import { pauseCall, powerOffCall, resetCall, resumeCall, saveCall, startCall } from './power.ts';
import { powerOfState } from './power-of-state.ts';
import { HypervGuestReports } from './reports/hyperv-guest-reports.ts';
import type { VmSummary } from './results.ts';
import { tellingChanges } from './telling-changes.ts';
import { VmFolders } from './vm-folders.ts';
import { describeAll, describeVm, type Inventory, VmInventory } from './vm-inventory.ts';
import { VmRecords } from './vm-records.ts';
import { watchVms } from './watch-vms.ts';

/** Dials the guest agent in the VM with this Hyper-V id. Errors: `guest-unreachable`. */
export type DialGuest = (hypervId: string, signal: AbortSignal) => Promise<Socket>;

export type HypervDriverOptions = {
  /** Closed with the driver. */
  readonly host: HypervHost;
  readonly dial: DialGuest;
  readonly dialSerial: DialSerial;
  readonly folder: string;
  readonly imagesFolder: string;
  /** Further places for files of VMs, by name. Default: none. */
  readonly vmFolders?: ReadonlyMap<string, string>;
  /** Default: what the file system says. */
  readonly freeBytes?: FreeBytes;
  /** Default: where it is installed. */
  readonly findQemuImg?: () => Promise<string | null>;
  /** For changes that no event tells. Default: 5 s. */
  readonly watchIntervalMs?: number;
};

export class HypervDriver
  implements
    HypervisorDriver,
    HasCheckpointExporting,
    HasCheckpoints,
    HasDiskLayers,
    HasDisks,
    HasExporting,
    HasGuestReports,
    HasHardware,
    HasHostMoving,
    HasImporting,
    HasKeyboard,
    HasImageMaking,
    HasLinking,
    HasMedia,
    HasMetering,
    HasPausing,
    HasResizing,
    HasSaving,
    HasScreen,
    HasSerial,
    HasStorageMoving,
    HasSwitches
{
  readonly name = 'hyperv';
  readonly checkpoints: HypervCheckpoints;
  readonly disks: HypervVmDisks;
  readonly exporting: HypervExporting;
  readonly checkpointExporting: HypervCheckpointExporting;
  readonly pausing: Pausing = {
    pause: (vmId, signal) => this.#change(vmId, signal, (vm) => [pauseCall(vm)]),
    resume: (vmId, signal) => this.#change(vmId, signal, (vm) => [resumeCall(vm)]),
  };
  readonly saving: Saving = {
    save: (vmId, signal) => this.#change(vmId, signal, (vm) => [saveCall(vm)]),
  };
  readonly diskLayers: DiskLayers = {
    isDifferencing: async (vmId, signal) => {
      checkVmId(vmId);
      const { HardDrives } = await this.#inventory.get(vmId, signal);
      const path = HardDrives[0]?.Path;
      return path == null ? false : this.diskLayers.isCopyDifferencing(path, signal);
    },
    isCopyDifferencing: async (path, signal) => (await lookBelow(this.#host, path, signal)).parent !== null,
  };
  readonly linking: HypervLinking;
  readonly guestReports: HypervGuestReports;
  readonly metering: HypervMetering;
  readonly serial: HypervConsoles;
  readonly screen: HypervConsoles;
  readonly keyboard: HypervConsoles;
  readonly importing: Importing = {
    createDiskFrom: (copied, vm, progress, signal) =>
      this.#turns.run(vm.vmId, () => this.#disks.createFrom(copied, vm, progress, signal)),
  };
  readonly media = new IsoDrive({
    driver: this,
    foreignDiscs: async (vmId, signal) => foreignDiscsOf(await this.#get(vmId, signal)),
  });
  readonly hardware: HypervHardware;
  readonly hostMoving: HypervHostMoving;
  readonly resizing: HypervResizing;
  readonly imageMaking: HypervImageMaking;
  readonly storageMoving: HypervStorageMoving;
  readonly switches: HypervSwitches;
  readonly #images: ImageFolder<HypervImage>;
  readonly #options: HypervDriverOptions;
  readonly #host: HypervHost;
  readonly #folders: VmFolders;
  readonly #records: VmRecords;
  readonly #inventory: VmInventory;
  readonly #disks: HypervDisks;
  readonly #adopting: AdoptDeps;
  readonly #definer: VmDefiner;
  readonly #turns = new KeyedMutex();
  readonly #closing = new AbortController();

  constructor(options: HypervDriverOptions) {
    const { imagesFolder, freeBytes = freeBytesOf } = options;
    const store = new VmStore(join(options.folder, 'vms'), 'hyperv');
    const folders = new VmFolders(store, options.vmFolders ?? new Map());
    const records = new VmRecords(store);
    const host = tellingChanges(options.host, () => inventory.changed());
    const inventory = new VmInventory(host, records, this.#closing.signal);
    const isDefined = async (vmId: string, signal: AbortSignal): Promise<boolean> =>
      (await inventory.find(vmId, signal)) !== null;
    const images = hypervImageFolder(imagesFolder);
    const disks = new HypervDisks({ host, store, images, freeBytes, isDefined });
    this.#options = options;
    this.#images = images;
    this.imageMaking = new HypervImageMaking({
      ...{ host, folder: images, inventory, store, disks },
      ...(options.findQemuImg === undefined ? {} : { findQemuImg: options.findQemuImg }),
    });
    this.#host = host;
    this.#folders = folders;
    this.#records = records;
    this.#inventory = inventory;
    this.#disks = disks;
    this.#adopting = { host, inventory, records, store, disks };
    const switchTurns = new KeyedMutex();
    this.#definer = new VmDefiner({ host, store, records, disks, inventory, switchTurns });
    this.switches = new HypervSwitches({ host, inventory, turns: switchTurns });
    this.guestReports = new HypervGuestReports(host, inventory);
    this.metering = new HypervMetering({ host, inventory, turns: this.#turns });
    const { dialSerial } = options;
    const consoles = new HypervConsoles({ host, inventory, dialSerial });
    this.serial = consoles;
    this.screen = consoles;
    this.keyboard = consoles;
    this.hardware = new HypervHardware({ host, inventory, images });
    this.checkpoints = new HypervCheckpoints({ host, inventory, turns: this.#turns });
    this.resizing = new HypervResizing({ host, inventory, disks, turns: this.#turns });
    const sizeOf = this.resizing.sizeOf.bind(this.resizing);
    this.exporting = new HypervExporting({ host, inventory, disks, sizeOf, turns: this.#turns });
    const { checkpoints, exporting } = this;
    const ofCheckpoints = { host, inventory, disks, checkpoints, exporting };
    this.checkpointExporting = new HypervCheckpointExporting({ ...ofCheckpoints, turns: this.#turns });
    const linked = { host, inventory, store, disks, checkpoints, exporting };
    this.linking = new HypervLinking({ ...linked, turns: this.#turns });
    const { resizing } = this;
    const ofDisks = { host, inventory, folders, disks, checkpoints, resizing, freeBytes };
    this.disks = new HypervVmDisks({ ...ofDisks, turns: this.#turns });
    const moved = { host, inventory, folders, freeBytes };
    this.storageMoving = new HypervStorageMoving({ ...moved, turns: this.#turns });
    this.hostMoving = new HypervHostMoving({ host, inventory, folders, records, turns: this.#turns });
  }

  async facts(signal: AbortSignal): Promise<DriverFacts> {
    return hypervFacts(
      this.#host,
      { imageCount: (await this.images()).length, vmsFolder: join(this.#options.folder, 'vms') },
      signal,
    );
  }

  images(): Promise<readonly HostImage[]> {
    return this.#images.list();
  }

  createDisk(vm: VmSpecification, progress: Progress, signal: AbortSignal): Promise<void> {
    return this.#turns.run(vm.vmId, async () => {
      const sizeBytes = await this.#disks.create(vm, signal);
      progress(sizeBytes, sizeBytes);
    });
  }

  createVm(vm: VmSpecification, signal: AbortSignal): Promise<void> {
    return this.#turns.run(vm.vmId, () => this.#definer.define(vm, signal));
  }

  attachMedium(vmId: string, medium: AttachedMedium, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, (vm) => attachCalls(vm, medium));
  }

  detachMedium(vmId: string, role: MediumRole, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, (vm) => detachCalls(vm, role));
  }

  start(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, (vm) => [startCall(vm)]);
  }

  /** By the guest's integration service, which Hyper-V only asks: what comes of it is seen. */
  async requestShutdown(vmId: string, signal: AbortSignal): Promise<void> {
    const { Id, State } = await this.#get(vmId, signal);
    if (powerOfState(State) !== 'running') return;
    await this.#host.work(call('Send-BusbarShutdown', { VMId: Id }), { signal });
  }

  powerOff(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, (vm) => [powerOffCall(vm)]);
  }

  reset(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, (vm) => [resetCall(vm)]);
  }

  delete(vmId: string, signal: AbortSignal): Promise<DeletedVm> {
    checkVmId(vmId);
    return this.#turns.run(vmId, async () => {
      const { vms, surplus } = await this.#inventory.look(signal);
      const removed: string[] = [];
      for (const vm of [vms.get(vmId) ?? [], surplus.get(vmId) ?? []].flat()) {
        const isGone = async (): Promise<boolean> =>
          !(await this.#inventory.look(signal)).all.some(({ Id }) => Id === vm.Id);
        removed.push(...(await removeVm(this.#host, vm, isGone, signal)));
      }
      // The records are in its own, which goes last.
      for (const store of [...this.#folders.places.values()].toReversed())
        removed.push(...(await removeFolder(store, vmId)));
      this.#records.forget(vmId);
      return { removed };
    });
  }

  async list(signal: AbortSignal): Promise<readonly DriverVm[]> {
    return describeAll(await this.#look(signal));
  }

  async find(vmId: string, signal: AbortSignal): Promise<DriverVm | null> {
    checkVmId(vmId);
    const { vms, images } = await this.#look(signal);
    const vm = vms.get(vmId);
    return vm === undefined ? null : describeVm(vmId, vm, images.get(vmId) ?? '');
  }

  watch(onChange: (change: VmChange) => void, signal: AbortSignal): Promise<void> {
    return watchVms({
      host: this.#host,
      look: (looking) => this.list(looking),
      intervalMs: this.#options.watchIntervalMs ?? 5_000,
      onChange,
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
  }

  /** By the record where there is one: a guest that boots is dialled often, and Hyper-V is slow to ask. */
  async dialGuest(vmId: string, signal: AbortSignal): Promise<Socket> {
    checkVmId(vmId);
    const hypervId = (await this.#records.read(vmId))?.hypervId ?? (await this.#get(vmId, signal)).Id;
    return this.#options.dial(hypervId, signal);
  }

  adopt(signal: AbortSignal): Promise<void> {
    return adoptVms(this.#adopting, signal);
  }

  async close(): Promise<void> {
    this.#closing.abort(new AppError('cancelled', 'The host agent is stopping.'));
    await this.#host.close();
  }

  /** What has come from another host is ours from the first look on. */
  async #look(signal: AbortSignal): Promise<Inventory> {
    const found = await this.#inventory.look(signal);
    if (found.unrecorded.length > 0)
      await this.#turns.run('adopting', () => adoptFound(this.#adopting, found, signal));
    return found;
  }

  #get(vmId: string, signal: AbortSignal): Promise<VmSummary> {
    checkVmId(vmId);
    return this.#inventory.get(vmId, signal);
  }

  /** Looks at the VM, then does what is still to be done. */
  #change(
    vmId: string,
    signal: AbortSignal,
    plan: (vm: VmSummary) => readonly (CmdletCall | null)[],
  ): Promise<void> {
    return this.#turns.run(vmId, async () => {
      for (const step of plan(await this.#get(vmId, signal))) {
        if (step !== null) await this.#host.work(step, { signal });
      }
    });
  }
}
