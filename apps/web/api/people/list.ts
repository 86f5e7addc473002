import { ListPeopleResult, listPeople } from '../../services/people/list-people.ts';
import { procedure } from '../trpc.ts';

export const list = procedure
  .meta({ openapi: { method: 'GET', path: '/people', protect: true, tags: ['people'] } })
  .output(ListPeopleResult)
  .query(({ ctx }) => listPeople(ctx.deps, ctx.actor));
