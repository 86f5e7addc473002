import { ListVmRowsInput, listVmRows, VmRowsPage } from '../../services/vm/list-vm-rows.ts';
import { procedure } from '../trpc.ts';

/** For the pages only: its packing may change with every version. */
export const rows = procedure
  .input(ListVmRowsInput)
  .output(VmRowsPage)
  .query(({ ctx, input }) => listVmRows(ctx.deps, ctx.actor, input));
