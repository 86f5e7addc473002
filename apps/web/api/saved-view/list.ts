import { listSavedViews } from '../../services/saved-view/list-saved-views.ts';
import { procedure } from '../trpc.ts';

export const list = procedure.query(({ ctx }) => listSavedViews(ctx.deps, ctx.actor));
