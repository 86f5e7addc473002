/** An optional ability of a driver: disks that hold only what differs from another file. Others have none. */
import type { HypervisorDriver } from './driver.ts';

export interface DiskLayers {
  /** Whether the VM's disk stands on another file. Error: `not-found`. */
  isDifferencing(vmId: string, signal: AbortSignal): Promise<boolean>;
  /** Of a disk that `Exporting` has copied. */
  isCopyDifferencing(path: string, signal: AbortSignal): Promise<boolean>;
}

export interface HasDiskLayers {
  readonly diskLayers: DiskLayers;
}

/** Null for a driver whose disks always stand on themselves. */
export const diskLayersOf = (
  driver: HypervisorDriver | (HypervisorDriver & HasDiskLayers),
): DiskLayers | null => ('diskLayers' in driver ? driver.diskLayers : null);
