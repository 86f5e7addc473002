/** Objects as cmdlets return them, before they are projected. They point into the host's live records. */

import type { Disk } from '../disk/disk-file.ts';
import type { Adapter, Configuration, Drive, Snapshot, Switch, Vm } from '../state/model.ts';

/** Of a VM, or of a checkpoint when it was asked for that way: such parts cannot be changed. */
type Part<Type extends string, Fields = unknown> = {
  readonly type: Type;
  readonly vm: Vm;
  readonly configuration: Configuration;
  readonly snapshot: Snapshot | null;
} & Fields;

export type HypervObject =
  | { readonly type: 'VirtualMachine'; readonly vm: Vm }
  | { readonly type: 'BusbarVMSummary'; readonly vm: Vm }
  | { readonly type: 'VMSnapshot'; readonly vm: Vm; readonly snapshot: Snapshot }
  | Part<'VMHardDiskDrive', { readonly drive: Drive }>
  | Part<'VMDvdDrive', { readonly drive: Drive }>
  | Part<'VMScsiController', { readonly number: number }>
  | Part<'VMNetworkAdapter', { readonly adapter: Adapter }>
  | Part<'VMNetworkAdapterVlanSetting', { readonly adapter: Adapter }>
  | Part<'VMFirmware'>
  | Part<'VMProcessor'>
  | Part<'VMMemory'>
  | Part<'VMSecurity'>
  | Part<'VMVideo'>
  | Part<'VMComPort', { readonly number: number }>
  | Part<'VMIntegrationComponent', { readonly serviceName: string; readonly serviceId: string }>
  | {
      readonly type: 'VirtualHardDisk';
      readonly disk: Disk;
      readonly isAttached: boolean;
      readonly diskNumber: number | null;
    }
  | { readonly type: 'VMSwitch'; readonly switch: Switch }
  | { readonly type: 'VMHost' }
  /** What has no life of its own: reports and facts, its properties as they are told. */
  | { readonly type: 'Record'; readonly properties: Readonly<Record<string, unknown>> };

export type ObjectType = HypervObject['type'];

type PartType = 'VMFirmware' | 'VMProcessor' | 'VMMemory' | 'VMSecurity' | 'VMVideo';

/** The one part of its kind that a VM or a checkpoint has. */
export const partOf = <Type extends PartType>(
  type: Type,
  owner: { readonly vm: Vm; readonly snapshot: Snapshot | null },
): HypervObject =>
  ({
    type,
    ...owner,
    configuration: owner.snapshot?.configuration ?? owner.vm.configuration,
  }) as HypervObject;
