import { DiskKind } from '@busbar/shared/domain/disk';
import { z } from 'zod';

/** What a VM is given beside the disk that it boots from. */
export const DataDisk = z.object({
  /** Its number is its place on the bus. */
  id: z.string().regex(/^data-([1-9]|1[0-6])$/),
  /** In the VM's folder, and nowhere else: the record of an import comes from anywhere. */
  file: z.string().regex(/^data-[0-9a-f-]{36}\.qcow2$/),
  kind: DiskKind,
});
export type DataDisk = z.infer<typeof DataDisk>;
export const dataDiskLimit = 16;

const isEachOnce = (disks: readonly DataDisk[]): boolean =>
  new Set(disks.flatMap(({ id, file }) => [id, file])).size === 2 * disks.length;

/** Written when the disk is complete. Without arguments of a kernel the firmware starts what is on the disk. */
export const DiskRecord = z.object({
  image: z.string(),
  kernelArguments: z.string().nullable(),
  /** Of a system disk that was converted, and stands on itself since. */
  kind: DiskKind.optional(),
  data: z.array(DataDisk).max(dataDiskLimit).refine(isEachOnce, 'Two disks are one.').default([]),
});
export type DiskRecord = z.infer<typeof DiskRecord>;

export const systemFile = 'disk.qcow2';
export const dataFileOf = (key: string): string => `data-${key}.qcow2`;
export const isDataFile = (name: string): boolean => DataDisk.shape.file.safeParse(name).success;

/** Of a VM that QEMU itself starts. */
export const kernelNames = ['kernel', 'initrd'] as const;

/** Disks that it writes, the one that it boots from first. */
export const disksOfVm = ({ data }: Pick<DiskRecord, 'data'>): readonly string[] => [
  systemFile,
  ...data.map(({ file }) => file),
];

/** What a VM consists of beside its record and the base of its disk. */
export const filesOfVm = ({
  kernelArguments,
  data = [],
}: Pick<DiskRecord, 'kernelArguments'> & Partial<DiskRecord>): readonly string[] => [
  ...(kernelArguments === null ? [] : kernelNames),
  ...disksOfVm({ data }),
];
