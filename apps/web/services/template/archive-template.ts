import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const ArchiveTemplateInput = z.object({ templateId: Id });

/** Takes a template out of the lists; VMs that were made from it keep their record. */
export async function archiveTemplate(
  deps: ServiceDeps,
  actor: Actor,
  { templateId }: z.infer<typeof ArchiveTemplateInput>,
): Promise<void> {
  await authorize(deps, actor, 'template.write', { type: 'template', id: templateId });
  await deps.db.write(async (transaction) => {
    const row = await transaction.template.findFirst({ where: { id: templateId, archivedAt: null } });
    if (row === null) throw notFound('template', templateId);
    if (row.isBuiltIn) {
      throw new AppError('precondition-failed', "Busbar's own templates cannot be archived.");
    }
    await transaction.template.update({ where: { id: templateId }, data: { archivedAt: deps.now() } });
    await recordAudit(transaction, deps, actor, {
      action: 'template.archive',
      target: { type: 'template', id: templateId, name: row.slug },
    });
  });
}
