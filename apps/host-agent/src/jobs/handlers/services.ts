import type { DriverFacts, DriverName } from '@busbar/shared/protocol/host-facts';
import type { BackupStore } from '../../backups/backup-store.ts';
import type { ExportStore } from '../../exports/export-store.ts';
import type { HypervisorDriver } from '../../hypervisor/driver.ts';
import type { ReplicaDesk } from '../../images/replicas/replica-desk.ts';
import type { DiskFolder } from '../../images/sources/disk-folder.ts';
import type { AddressPolicy } from '../../images/sources/source-address.ts';
import type { IsoFolder } from '../../isos/iso-folder.ts';
import type { Fleet } from '../../vms/fleet.ts';
import type { Reservations } from '../reservations.ts';

/** What the steps of jobs act on. */
export type JobServices = {
  readonly fleet: Fleet;
  readonly reservations: Reservations;
  readonly exports: ExportStore;
  readonly backups: BackupStore;
  /** Of the file system that holds VMs, seeds and exports. */
  readonly freeBytes: () => Promise<number>;
  /** Seeds are written below it, one folder a VM; nothing else is. */
  readonly seedsFolder: string;
  /** ISOs that may be attached to VMs. */
  readonly isos: Pick<IsoFolder, 'find'>;
  /** Disks that may be imported as images. */
  readonly diskFiles: Pick<DiskFolder, 'find'>;
  /** Where images of other hosts come from. */
  readonly replicas: ReplicaDesk;
  /** Where images may be fetched from. */
  readonly imageSources: AddressPolicy;
  /** The images of this host have changed: tells of them, before whatever is told next. */
  readonly imagesChanged: () => Promise<void>;
  /** The disc with the guest agent. */
  readonly toolsDisc: (signal: AbortSignal) => Promise<string>;
  /** As last looked at: asking a hypervisor takes a while. @throws `unsupported` */
  readonly factsOf: (driver: DriverName) => DriverFacts;
  /** A wait that suits a fast machine, scaled to how fast this hypervisor boots here. */
  readonly scaledMs: (driver: HypervisorDriver, ms: number) => number;
  /** Warnings of the cloud-init program's own validator; none where it is not installed. */
  readonly validateUserData: (userData: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** The VM in which this host's own control plane runs; null where that runs elsewhere. */
  readonly controlPlaneVm: () => Promise<string | null>;
  /** Called in the middle of what takes long, where a crash must do no harm. Does nothing but in crash tests. */
  readonly checkpoint: (name: string) => void;
};
