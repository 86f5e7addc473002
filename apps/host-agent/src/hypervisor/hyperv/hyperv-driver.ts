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
import type { FreeBytes } from '../vms/free-bytes.ts';
import { IsoDrive } from '../vms/iso-drive.ts';
import { checkVmId } from '../vms/vm-record.ts';
import { adoptFound, adoptVms } from './adopt-vms.ts';
import { call } from './call.ts';
import { deleteVm } from './delete-vm.ts';
import type { HypervCheckpointExporting } from './hyperv-checkpoint-exporting.ts';
import type { HypervCheckpoints } from './hyperv-checkpoints.ts';
import type { DialSerial, HypervConsoles } from './hyperv-consoles.ts';
import type { HypervExporting } from './hyperv-exporting.ts';
import { hypervFacts } from './hyperv-facts.ts';
import type { HypervHardware } from './hyperv-hardware.ts';
import type { CmdletCall, HypervHost } from './hyperv-host.ts';
import type { HypervHostMoving } from './hyperv-host-moving.ts';
import type { HypervImageMaking } from './hyperv-image-making.ts';
import type { HypervLinking } from './hyperv-linking.ts';
import type { HypervMetering } from './hyperv-metering.ts';
import { type HypervParts, hypervAbilities, hypervParts } from './hyperv-parts.ts';
import type { HypervResizing } from './hyperv-resizing.ts';
import type { HypervStorageMoving } from './hyperv-storage-moving.ts';
import type { HypervSwitches } from './hyperv-switches.ts';
import type { HypervVmDisks } from './hyperv-vm-disks.ts';
import { attachCalls, detachCalls, foreignDiscsOf } from './media.ts';
import { pauseCall, powerOffCall, resetCall, resumeCall, saveCall, startCall } from './power.ts';
import { powerOfState } from './power-of-state.ts';
import type { HypervGuestReports } from './reports/hyperv-guest-reports.ts';
import type { VmSummary } from './results.ts';
import { describeAll, describeVm, type Inventory } from './vm-inventory.ts';
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
  readonly diskLayers: DiskLayers;
  readonly linking: HypervLinking;
  readonly guestReports: HypervGuestReports;
  readonly metering: HypervMetering;
  readonly serial: HypervConsoles;
  readonly screen: HypervConsoles;
  readonly keyboard: HypervConsoles;
  readonly importing: Importing = {
    createDiskFrom: (copied, vm, progress, signal) =>
      this.#parts.turns.run(vm.vmId, () => this.#parts.diskMaker.createFrom(copied, vm, progress, signal)),
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
  readonly #options: HypervDriverOptions;
  readonly #parts: HypervParts;
  readonly #closing = new AbortController();

  constructor(options: HypervDriverOptions) {
    const parts = hypervParts(options, this.#closing.signal);
    const abilities = hypervAbilities(options, parts);
    this.#options = options;
    this.#parts = parts;
    this.checkpoints = abilities.checkpoints;
    this.disks = abilities.disks;
    this.exporting = abilities.exporting;
    this.checkpointExporting = abilities.checkpointExporting;
    this.diskLayers = abilities.diskLayers;
    this.linking = abilities.linking;
    this.guestReports = abilities.guestReports;
    this.metering = abilities.metering;
    this.hardware = abilities.hardware;
    this.hostMoving = abilities.hostMoving;
    this.resizing = abilities.resizing;
    this.imageMaking = abilities.imageMaking;
    this.storageMoving = abilities.storageMoving;
    this.switches = abilities.switches;
    const { consoles } = abilities;
    this.serial = consoles;
    this.screen = consoles;
    this.keyboard = consoles;
  }

  async facts(signal: AbortSignal): Promise<DriverFacts> {
    return hypervFacts(
      this.#parts.host,
      { imageCount: (await this.images()).length, vmsFolder: join(this.#options.folder, 'vms') },
      signal,
    );
  }

  images(): Promise<readonly HostImage[]> {
    return this.#parts.images.list();
  }

  createDisk(vm: VmSpecification, progress: Progress, signal: AbortSignal): Promise<void> {
    return this.#parts.turns.run(vm.vmId, async () => {
      const sizeBytes = await this.#parts.diskMaker.create(vm, signal);
      progress(sizeBytes, sizeBytes);
    });
  }

  createVm(vm: VmSpecification, signal: AbortSignal): Promise<void> {
    return this.#parts.turns.run(vm.vmId, () => this.#parts.definer.define(vm, signal));
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
    await this.#parts.host.work(call('Send-BusbarShutdown', { VMId: Id }), { signal });
  }

  powerOff(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, (vm) => [powerOffCall(vm)]);
  }

  reset(vmId: string, signal: AbortSignal): Promise<void> {
    return this.#change(vmId, signal, (vm) => [resetCall(vm)]);
  }

  delete(vmId: string, signal: AbortSignal): Promise<DeletedVm> {
    checkVmId(vmId);
    return this.#parts.turns.run(vmId, () => deleteVm(this.#parts, vmId, signal));
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
      host: this.#parts.host,
      look: (looking) => this.list(looking),
      intervalMs: this.#options.watchIntervalMs ?? 5_000,
      onChange,
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
  }

  /** By the record where there is one: a guest that boots is dialled often, and Hyper-V is slow to ask. */
  async dialGuest(vmId: string, signal: AbortSignal): Promise<Socket> {
    checkVmId(vmId);
    const hypervId = (await this.#parts.records.read(vmId))?.hypervId ?? (await this.#get(vmId, signal)).Id;
    return this.#options.dial(hypervId, signal);
  }

  adopt(signal: AbortSignal): Promise<void> {
    return adoptVms(this.#parts.adopting, signal);
  }

  async close(): Promise<void> {
    this.#closing.abort(new AppError('cancelled', 'The host agent is stopping.'));
    await this.#parts.host.close();
  }

  /** What has come from another host is ours from the first look on. */
  async #look(signal: AbortSignal): Promise<Inventory> {
    const found = await this.#parts.inventory.look(signal);
    if (found.unrecorded.length > 0)
      await this.#parts.turns.run('adopting', () => adoptFound(this.#parts.adopting, found, signal));
    return found;
  }

  #get(vmId: string, signal: AbortSignal): Promise<VmSummary> {
    checkVmId(vmId);
    return this.#parts.inventory.get(vmId, signal);
  }

  /** Looks at the VM, then does what is still to be done. */
  #change(
    vmId: string,
    signal: AbortSignal,
    plan: (vm: VmSummary) => readonly (CmdletCall | null)[],
  ): Promise<void> {
    return this.#parts.turns.run(vmId, async () => {
      for (const step of plan(await this.#get(vmId, signal))) {
        if (step !== null) await this.#parts.host.work(step, { signal });
      }
    });
  }
}
