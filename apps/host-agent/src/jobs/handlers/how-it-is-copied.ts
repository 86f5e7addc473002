import type { ExportedVm } from '../../hypervisor/exporting.ts';

export const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** What is in the copy of a VM, before it is made. */
export const howItIsCopied = ({ power, bytes }: Pick<ExportedVm, 'power' | 'bytes'>): string =>
  power === 'running'
    ? `The VM runs and goes on running: its disks are copied as after a power cut, without its memory (about ${mebibytes(bytes)}).`
    : `The VM is off: its disks are copied as they are (about ${mebibytes(bytes)}).`;
