import type { VmProvisionInput } from '@busbar/shared/jobs/vm-provision';
import type { RowOutcome } from './provision-rows.ts';

export type MadeVm = { readonly jobId: string; readonly vmId: string };

/** What became of a row, with what was asked for, so that a corrected row is not shown as failed. */
export type RowResult = RowOutcome<MadeVm> & { readonly asked: string };
/** By the VM's name: it stays with its row when lines are added above it. */
export type RowResults = ReadonlyMap<string, RowResult>;

export const askedOf = (input: VmProvisionInput): string => JSON.stringify(input);

type Row = { readonly name: string; readonly input: VmProvisionInput | null };

/** A VM that was made stays made whatever the row says now; a failure is that of the row as it was. */
export function resultOf(results: RowResults, { name, input }: Row): RowResult | null {
  const result = results.get(name);
  if (result === undefined) return null;
  if (result.state !== 'failed') return result;
  return input !== null && result.asked === askedOf(input) ? result : null;
}
