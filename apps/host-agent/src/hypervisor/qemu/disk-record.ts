import { z } from 'zod';

/** Written when the disk is complete. Without arguments of a kernel the firmware starts what is on the disk. */
export const DiskRecord = z.object({ image: z.string(), kernelArguments: z.string().nullable() });
export type DiskRecord = z.infer<typeof DiskRecord>;

/** Of a VM that QEMU itself starts. */
export const kernelNames = ['kernel', 'initrd'] as const;

/** What a VM consists of beside its record and the base of its disk. */
export const filesOfVm = ({ kernelArguments }: Pick<DiskRecord, 'kernelArguments'>): readonly string[] =>
  kernelArguments === null ? ['disk.qcow2'] : [...kernelNames, 'disk.qcow2'];
