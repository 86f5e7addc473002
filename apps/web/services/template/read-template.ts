import type { Queries } from '@busbar/db/database';
import { notFound } from '../not-found.ts';
import { type TemplateView, templateView } from '../views/template.ts';

/** The newest version. @throws AppError `not-found`, also for an archived one. */
export async function readTemplate(queries: Queries, templateId: string): Promise<TemplateView> {
  const row = await queries.template.findFirst({
    where: { id: templateId, archivedAt: null },
    include: { versions: { orderBy: { version: 'desc' }, take: 1 } },
  });
  const newest = row?.versions[0];
  if (row == null || newest === undefined) throw notFound('template', templateId);
  return templateView(row, newest);
}
