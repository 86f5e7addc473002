import type { DriverName } from '@busbar/shared/protocol/host-facts';
import type { z } from 'zod';

/** What a VM of a benchmark is made from, by whichever way. */
export type VmChoice = {
  readonly driver: z.infer<typeof DriverName>;
  readonly image: string;
  readonly name: string;
  readonly memoryMb: number;
  readonly diskGb: number;
};
