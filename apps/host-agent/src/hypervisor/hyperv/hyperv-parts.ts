/** What the driver of Hyper-V is made of, and the abilities that stand on it. */
import { join } from 'node:path';
import type { ImageFolder } from '../../images/image-folder.ts';
import type { HypervImage } from '../../images/image-record.ts';
import type { DiskLayers } from '../disk-layers.ts';
import { freeBytesOf } from '../vms/free-bytes.ts';
import { KeyedMutex } from '../vms/keyed-mutex.ts';
import { VmStore } from '../vms/vm-store.ts';
import type { AdoptDeps } from './adopt-vms.ts';
import { VmDefiner } from './define-vm.ts';
import { HypervCheckpointExporting } from './hyperv-checkpoint-exporting.ts';
import { HypervCheckpoints } from './hyperv-checkpoints.ts';
import { HypervConsoles } from './hyperv-consoles.ts';
import { hypervDiskLayers } from './hyperv-disk-layers.ts';
import { HypervDisks } from './hyperv-disks.ts';
import type { HypervDriverOptions } from './hyperv-driver.ts';
import { HypervExporting } from './hyperv-exporting.ts';
import { HypervHardware } from './hyperv-hardware.ts';
import type { HypervHost } from './hyperv-host.ts';
import { HypervHostMoving } from './hyperv-host-moving.ts';
import { hypervImageFolder } from './hyperv-image.ts';
import { HypervImageMaking } from './hyperv-image-making.ts';
import { HypervLinking } from './hyperv-linking.ts';
import { HypervMetering } from './hyperv-metering.ts';
import { HypervResizing } from './hyperv-resizing.ts';
import { HypervStorageMoving } from './hyperv-storage-moving.ts';
import { HypervSwitches } from './hyperv-switches.ts';
import { HypervVmDisks } from './hyperv-vm-disks.ts';
import { HypervGuestReports } from './reports/hyperv-guest-reports.ts';
import { tellingChanges } from './telling-changes.ts';
import { VmFolders } from './vm-folders.ts';
import { VmInventory } from './vm-inventory.ts';
import { VmRecords } from './vm-records.ts';

export type HypervParts = {
  readonly host: HypervHost;
  readonly store: VmStore;
  readonly folders: VmFolders;
  readonly records: VmRecords;
  readonly inventory: VmInventory;
  readonly images: ImageFolder<HypervImage>;
  readonly diskMaker: HypervDisks;
  readonly adopting: AdoptDeps;
  readonly definer: VmDefiner;
  /** One change of a VM at a time. */
  readonly turns: KeyedMutex;
  /** One change of the switches at a time. */
  readonly switchTurns: KeyedMutex;
};

/** `closing`: aborted when the driver is closed. */
export function hypervParts(options: HypervDriverOptions, closing: AbortSignal): HypervParts {
  const { imagesFolder, freeBytes = freeBytesOf } = options;
  const store = new VmStore(join(options.folder, 'vms'), 'hyperv');
  const folders = new VmFolders(store, options.vmFolders ?? new Map());
  const records = new VmRecords(store);
  const host = tellingChanges(options.host, () => inventory.changed());
  const inventory = new VmInventory(host, records, closing);
  const isDefined = async (vmId: string, signal: AbortSignal): Promise<boolean> =>
    (await inventory.find(vmId, signal)) !== null;
  const images = hypervImageFolder(imagesFolder);
  const disks = new HypervDisks({ host, store, images, freeBytes, isDefined });
  const switchTurns = new KeyedMutex();
  return {
    ...{ host, store, folders, records, inventory, images, diskMaker: disks, switchTurns },
    adopting: { host, inventory, records, store, disks },
    definer: new VmDefiner({ host, store, records, disks, inventory, switchTurns }),
    turns: new KeyedMutex(),
  };
}

export type HypervAbilities = {
  readonly checkpoints: HypervCheckpoints;
  readonly disks: HypervVmDisks;
  readonly exporting: HypervExporting;
  readonly checkpointExporting: HypervCheckpointExporting;
  readonly diskLayers: DiskLayers;
  readonly linking: HypervLinking;
  readonly guestReports: HypervGuestReports;
  readonly metering: HypervMetering;
  readonly consoles: HypervConsoles;
  readonly hardware: HypervHardware;
  readonly hostMoving: HypervHostMoving;
  readonly resizing: HypervResizing;
  readonly imageMaking: HypervImageMaking;
  readonly storageMoving: HypervStorageMoving;
  readonly switches: HypervSwitches;
};

export function hypervAbilities(options: HypervDriverOptions, parts: HypervParts): HypervAbilities {
  const { host, inventory, store, folders, records, images, diskMaker: disks, turns, switchTurns } = parts;
  const { dialSerial, findQemuImg, freeBytes = freeBytesOf } = options;
  const checkpoints = new HypervCheckpoints({ host, inventory, turns });
  const resizing = new HypervResizing({ host, inventory, disks, turns });
  const sizeOf = resizing.sizeOf.bind(resizing);
  const exporting = new HypervExporting({ host, inventory, disks, sizeOf, turns });
  const ofCheckpoints = { host, inventory, disks, checkpoints, exporting, turns };
  return {
    ...{ checkpoints, resizing, exporting },
    checkpointExporting: new HypervCheckpointExporting(ofCheckpoints),
    linking: new HypervLinking({ ...ofCheckpoints, store }),
    disks: new HypervVmDisks({ host, inventory, folders, disks, checkpoints, resizing, freeBytes, turns }),
    storageMoving: new HypervStorageMoving({ host, inventory, folders, freeBytes, turns }),
    hostMoving: new HypervHostMoving({ host, inventory, folders, records, turns }),
    imageMaking: new HypervImageMaking({
      ...{ host, folder: images, inventory, store, disks },
      ...(findQemuImg === undefined ? {} : { findQemuImg }),
    }),
    diskLayers: hypervDiskLayers(host, inventory),
    switches: new HypervSwitches({ host, inventory, turns: switchTurns }),
    guestReports: new HypervGuestReports(host, inventory),
    metering: new HypervMetering({ host, inventory, turns }),
    consoles: new HypervConsoles({ host, inventory, dialSerial }),
    hardware: new HypervHardware({ host, inventory, images }),
  };
}
