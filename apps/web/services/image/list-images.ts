import { HostState } from '@busbar/shared/domain/host-state';
import { isNewerVersion } from '@busbar/shared/domain/image';
import { HostImage } from '@busbar/shared/protocol/host-facts';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../authorize.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readJson } from '../views/read-json.ts';

export const ImageView = HostImage.omit({ check: true, replicated: true }).extend({
  /** The newest version of the same image for the same driver, on whichever host; null for one that is up to date. */
  newerVersion: z.string().nullable(),
  hosts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      state: HostState,
      /** Absent where there is no disk to compare. */
      check: HostImage.shape.check,
      /** Absent where it was not copied from another host. */
      replicated: HostImage.shape.replicated,
      /** VMs of this host that were made from it. */
      vmCount: z.number(),
    }),
  ),
});
export type ImageView = z.infer<typeof ImageView>;

/** What VMs can be made from, with the hosts that have it. The same name under two drivers is two images. */
export async function listImages(deps: ServiceDeps, actor: Actor): Promise<{ items: ImageView[] }> {
  await authorize(deps, actor, 'fleet.read');
  const [hosts, vmCounts] = await Promise.all([
    deps.db.read.host.findMany({
      where: { state: { not: 'removed' } },
      select: { id: true, name: true, state: true, images: true },
      orderBy: { name: 'asc' },
    }),
    readVmCounts(deps),
  ]);
  const byKey = new Map<string, ImageView>();
  for (const { images, ...host } of hosts) {
    for (const { check, replicated, ...image } of readJson<HostImage[]>(images)) {
      const key = `${image.driver}/${image.name}`;
      const known = byKey.get(key) ?? { ...image, newerVersion: null, hosts: [] };
      const vmCount = vmCounts.get(`${host.id}/${key}`) ?? 0;
      known.hosts.push({ ...host, state: host.state as HostState, check, replicated, vmCount });
      byKey.set(key, known);
    }
  }
  const all = [...byKey.values()];
  const items = all.map((image) => ({ ...image, newerVersion: newerThan(image, all) }));
  return { items: items.sort((a, b) => a.title.localeCompare(b.title) || newestFirst(a.name, b.name)) };
}

/** Names end with their versions. */
const newestFirst = (one: string, other: string): number =>
  one === other ? 0 : isNewerVersion(one, other) ? -1 : 1;

/** By `<hostId>/<driver>/<image>`; an image without VMs is absent. */
async function readVmCounts({ db }: ServiceDeps): Promise<ReadonlyMap<string, number>> {
  const groups = await db.read.vm.groupBy({
    by: ['hostId', 'driver', 'image'],
    where: { deletedAt: null },
    _count: { _all: true },
  });
  return new Map(
    groups.map(({ hostId, driver, image, _count }) => [`${hostId}/${driver}/${image}`, _count._all]),
  );
}

/** Pure. */
export function newerThan(
  { driver, imported }: Pick<ImageView, 'driver' | 'imported'>,
  all: readonly Pick<ImageView, 'driver' | 'imported'>[],
): string | null {
  if (imported === undefined) return null;
  return all.reduce<string | null>((newest, other) => {
    if (other.driver !== driver || other.imported?.slug !== imported.slug) return newest;
    const { version } = other.imported;
    return isNewerVersion(version, newest ?? imported.version) ? version : newest;
  }, null);
}
