import type { Transaction } from '@busbar/db/database';
import { isUniqueViolation } from '@busbar/db/is-unique-violation';
import { Id } from '@busbar/shared/domain/ids';
import { SeedDocuments, TemplateVariable } from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize } from '../authorize.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { TemplateDefaults } from '../views/template.ts';

const slugPattern = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

export const SaveTemplateInput = z.object({
  /** Absent for a new template; else the one that gets a new version. */
  templateId: Id.optional(),
  /** Default: made of the title. Fixed once the template exists. */
  slug: z.string().max(64).regex(slugPattern, 'Use lower-case letters, digits and hyphens.').optional(),
  title: z.string().trim().min(1, 'A template needs a title.').max(100),
  description: z.string().max(2000).default(''),
  documents: SeedDocuments,
  variables: z
    .array(TemplateVariable)
    .max(200)
    .refine(
      (list) => new Set(list.map(({ name }) => name)).size === list.length,
      'Two variables have the same name.',
    ),
  defaults: TemplateDefaults,
});
export type SaveTemplateInput = z.infer<typeof SaveTemplateInput>;
export const SaveTemplateResult = z.object({ templateId: z.string(), version: z.number() });

/**
 * Stores a new version; former ones stay as they are, for VMs that were made from them. What does not lint may
 * be saved, since a template is written over time; provisioning refuses it.
 *
 * @throws AppError `precondition-failed` for one of Busbar's own, `already-exists` for a taken slug
 */
export async function saveTemplate(
  deps: ServiceDeps,
  actor: Actor,
  input: SaveTemplateInput,
): Promise<z.infer<typeof SaveTemplateResult>> {
  await authorize(deps, actor, 'template.write', { type: 'template', name: input.title });
  return deps.db.write(async (transaction) => {
    const templateId =
      input.templateId === undefined
        ? await createTemplate(deps, transaction, input)
        : await touchTemplate(transaction, input.templateId);
    const last = await transaction.templateVersion.findFirst({
      where: { templateId },
      orderBy: { version: 'desc' },
      select: { version: true },
    });
    const version = (last?.version ?? 0) + 1;
    await transaction.templateVersion.create({
      data: {
        id: deps.newId(),
        templateId,
        version,
        title: input.title,
        description: input.description,
        documents: JSON.stringify(input.documents),
        variables: JSON.stringify(input.variables),
        defaults: JSON.stringify(input.defaults),
        createdBy: actor.name,
        createdAt: deps.now(),
      },
      select: { id: true },
    });
    await recordAudit(transaction, deps, actor, {
      action: 'template.save',
      target: { type: 'template', id: templateId, name: input.title },
      details: { version },
    });
    return { templateId, version };
  });
}

async function createTemplate(
  deps: ServiceDeps,
  transaction: Transaction,
  { slug, title }: SaveTemplateInput,
): Promise<string> {
  const made = slug ?? slugOf(title);
  if (!slugPattern.test(made))
    throw new AppError('invalid-input', 'slug: The title makes no slug; give one.');
  try {
    const row = await transaction.template.create({ data: { id: deps.newId(), slug: made } });
    return row.id;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError(
      'already-exists',
      `There is a template ${made} already. Choose another title or slug.`,
    );
  }
}

const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64);

async function touchTemplate(transaction: Transaction, templateId: string): Promise<string> {
  const row = await transaction.template.findFirst({ where: { id: templateId, archivedAt: null } });
  if (row === null) throw notFound('template', templateId);
  if (row.isBuiltIn) {
    throw new AppError('precondition-failed', "Busbar's own templates are replaced by upgrades.", {
      userMessage: "Busbar's own templates are not edited: an upgrade would undo it. Save a copy instead.",
    });
  }
  await transaction.template.update({ where: { id: templateId }, data: { archivedAt: null } });
  return templateId;
}
