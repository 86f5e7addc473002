import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { requirePerson } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import type { SavedViewItem } from './list-saved-views.ts';

/** More than a menu can show. */
const viewLimit = 50;

export const ViewName = z
  .string()
  .trim()
  .min(1, 'A name is needed.')
  .max(60, 'A name has at most 60 characters.');
export const SaveViewInput = z.object({ name: ViewName, query: z.string().max(2_000) });

/**
 * Keeps a view under a name; one of the same name is replaced by it.
 *
 * @throws AppError `precondition-failed` for too many
 */
export async function saveView(
  deps: ServiceDeps,
  actor: Actor,
  { name, query }: z.infer<typeof SaveViewInput>,
): Promise<SavedViewItem> {
  const userId = requirePerson(actor);
  // As a URL has it, whatever was sent: it becomes part of one again.
  const data = { name, query: new URLSearchParams(query).toString() };
  return deps.db.write(async (transaction) => {
    const others = await transaction.savedView.count({ where: { userId, name: { not: name } } });
    if (others >= viewLimit)
      throw new AppError('precondition-failed', `A person has at most ${viewLimit} views. Delete one first.`);
    return transaction.savedView.upsert({
      where: { userId_name: { userId, name } },
      create: { ...data, id: deps.newId(), userId, createdAt: deps.now() },
      update: { query: data.query },
      select: { id: true, name: true, query: true },
    });
  });
}
