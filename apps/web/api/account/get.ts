import { AccountResult, getAccount } from '../../services/account/get-account.ts';
import { procedure } from '../trpc.ts';

export const get = procedure.output(AccountResult).query(({ ctx }) => getAccount(ctx.deps, ctx.actor));
