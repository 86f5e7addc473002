import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { requirePerson } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const SavedViewItem = z.object({
  id: Id,
  name: z.string(),
  /** What follows the `?` of the list's URL. */
  query: z.string(),
});
export type SavedViewItem = z.infer<typeof SavedViewItem>;

/** A person's own views of the list of VMs, by name. Nobody sees another's. */
export async function listSavedViews(deps: ServiceDeps, actor: Actor): Promise<{ items: SavedViewItem[] }> {
  const userId = requirePerson(actor);
  const items = await deps.db.read.savedView.findMany({
    where: { userId },
    select: { id: true, name: true, query: true },
    orderBy: { name: 'asc' },
  });
  return { items };
}
