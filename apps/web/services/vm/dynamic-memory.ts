import type { DynamicMemory } from '@busbar/shared/domain/hardware';
import type { DynamicMemoryBytes } from '@busbar/shared/jobs/vm-provision';

const mebibyte = 1024 * 1024;

/** As a host is told. */
export const inBytes = ({ minimumMb, maximumMb, bufferPercent }: DynamicMemory): DynamicMemoryBytes => ({
  minimumBytes: minimumMb * mebibyte,
  maximumBytes: maximumMb * mebibyte,
  bufferPercent,
});

export const inMebibytes = ({
  minimumBytes,
  maximumBytes,
  bufferPercent,
}: DynamicMemoryBytes): DynamicMemory => ({
  minimumMb: minimumBytes / mebibyte,
  maximumMb: maximumBytes / mebibyte,
  bufferPercent,
});
