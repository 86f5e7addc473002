import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { type TemplateView, templateView } from '../views/template.ts';

/** The newest version of every template that is not archived; Busbar's own first. */
export async function listTemplates(deps: ServiceDeps, actor: Actor): Promise<{ items: TemplateView[] }> {
  await authorize(deps, actor, 'fleet.read');
  const rows = await deps.db.read.template.findMany({
    where: { archivedAt: null },
    include: { versions: { orderBy: { version: 'desc' }, take: 1 } },
    orderBy: [{ isBuiltIn: 'desc' }, { slug: 'asc' }],
  });
  return {
    items: rows.flatMap(({ versions, ...row }) => {
      const newest = versions[0];
      return newest === undefined ? [] : [templateView(row, newest)];
    }),
  };
}
