import type { Transaction } from '@busbar/db/database';
import type { BuiltInTemplate } from '@busbar/seed/templates/built-in-template';
import { builtInTemplates } from '@busbar/seed/templates/built-in-templates';
import type { ServiceDeps } from '../service-deps.ts';

type Deps = Pick<ServiceDeps, 'db' | 'newId' | 'now'>;

/** Stores the templates that come with this version: a new version of each that has changed. Repeatable. */
export async function installBuiltIns(
  deps: Deps,
  templates: readonly BuiltInTemplate[] = builtInTemplates,
): Promise<void> {
  await deps.db.write(async (transaction) => {
    for (const template of templates) await install(deps, transaction, template);
  });
}

async function install(deps: Deps, transaction: Transaction, template: BuiltInTemplate): Promise<void> {
  const row = await transaction.template.upsert({
    where: { slug: template.slug },
    create: { id: deps.newId(), slug: template.slug, isBuiltIn: true },
    update: {},
    include: { versions: { orderBy: { version: 'desc' }, take: 1 } },
  });
  // A person took this slug before Busbar did: theirs stays.
  if (!row.isBuiltIn) return;
  const newest = row.versions[0];
  const content = {
    title: template.title,
    description: template.description,
    documents: JSON.stringify(template.documents),
    variables: JSON.stringify(template.variables),
    defaults: JSON.stringify(template.defaults),
  };
  const isSame =
    newest !== undefined &&
    Object.entries(content).every(([key, value]) => newest[key as keyof typeof content] === value);
  if (isSame) return;
  await transaction.templateVersion.create({
    data: {
      ...content,
      id: deps.newId(),
      templateId: row.id,
      version: (newest?.version ?? 0) + 1,
      createdBy: 'Busbar',
      createdAt: deps.now(),
    },
    select: { id: true },
  });
}
