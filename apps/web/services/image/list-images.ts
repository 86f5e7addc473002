import { HostState } from '@busbar/shared/domain/host-state';
import { HostImage } from '@busbar/shared/protocol/link';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readJson } from '../views/read-json.ts';

export const ImageView = HostImage.extend({
  hosts: z.array(z.object({ id: z.string(), name: z.string(), state: HostState })),
});
export type ImageView = z.infer<typeof ImageView>;

/** What VMs can be made from, with the hosts that have it. The same name under two drivers is two images. */
export async function listImages(deps: ServiceDeps, actor: Actor): Promise<{ items: ImageView[] }> {
  await authorize(deps, actor, 'fleet.read');
  const hosts = await deps.db.read.host.findMany({
    where: { state: { not: 'removed' } },
    select: { id: true, name: true, state: true, images: true },
    orderBy: { name: 'asc' },
  });
  const byKey = new Map<string, ImageView>();
  for (const { images, ...host } of hosts) {
    for (const image of readJson<HostImage[]>(images)) {
      const key = `${image.driver}/${image.name}`;
      const known = byKey.get(key) ?? { ...image, hosts: [] };
      known.hosts.push({ ...host, state: host.state as HostState });
      byKey.set(key, known);
    }
  }
  return { items: [...byKey.values()].sort((a, b) => a.title.localeCompare(b.title)) };
}
