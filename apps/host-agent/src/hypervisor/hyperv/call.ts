/** Calls in short. A VM is always named by its id. */

import type { ProjectionName } from './catalogue/projections.ts';
import type { CmdletCall, CmdletParameters, CmdletReference } from './hyperv-host.ts';

export const call = (
  cmdlet: string,
  parameters: CmdletParameters = {},
  select: ProjectionName | null = null,
): CmdletCall => ({ cmdlet, parameters, select });

export const from = (
  cmdlet: string,
  parameters: CmdletParameters,
  where?: CmdletReference['$from']['where'],
): CmdletReference => ({
  $from: { cmdlet, parameters, ...(where === undefined ? {} : { where }) },
});

export const vmOf = (hypervId: string): CmdletReference => from('Get-VM', { Id: hypervId });
