import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { TemplateView, templateView } from '../views/template.ts';

export const GetTemplateInput = z.object({
  templateId: Id,
  /** Default: the newest. */
  version: z.number().int().min(1).optional(),
});
export const GetTemplateResult = z.object({
  template: TemplateView,
  versions: z.array(
    z.object({
      version: z.number(),
      title: z.string(),
      createdAt: z.date(),
      createdBy: z.string().nullable(),
    }),
  ),
});

export async function getTemplate(
  deps: ServiceDeps,
  actor: Actor,
  { templateId, version }: z.infer<typeof GetTemplateInput>,
): Promise<z.infer<typeof GetTemplateResult>> {
  await authorize(deps, actor, 'fleet.read', { type: 'template', id: templateId });
  const found = await deps.db.read.template.findUnique({
    where: { id: templateId },
    include: { versions: { orderBy: { version: 'desc' } } },
  });
  const chosen = found?.versions.find((entry) => version === undefined || entry.version === version);
  if (found == null || chosen === undefined) throw notFound('template', templateId);
  const { versions, ...row } = found;
  return {
    template: templateView(row, chosen),
    versions: versions.map((entry) => ({
      version: entry.version,
      title: entry.title,
      createdAt: entry.createdAt,
      createdBy: entry.createdBy,
    })),
  };
}
