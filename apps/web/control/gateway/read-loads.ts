import { Id } from '@busbar/shared/domain/ids';
import { AppError } from '@busbar/shared/errors/app-error';
import { type LoadAnswer, type LoadSeries, loadRequestLimit } from '@busbar/shared/realtime/load-series';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../../services/authorize.ts';
import type { LoadHistory } from '../hosts/load-history.ts';
import type { LiveVmDeps } from './live-vm.ts';

export type ReadLoadsDeps = Pick<LiveVmDeps, 'db' | 'now'> & { readonly loads: LoadHistory };

/** The recent load of the VMs whose ids `?vms=` lists. Unknown ids have none, as silent VMs do. */
export async function readLoads(deps: ReadLoadsDeps, actor: Actor, url: string): Promise<LoadAnswer> {
  await authorize(deps, actor, 'fleet.read');
  const asked = new URL(url, 'http://busbar').searchParams.get('vms') ?? '';
  const ids = asked === '' ? [] : asked.split(',');
  if (ids.length > loadRequestLimit || !ids.every((id) => Id.safeParse(id).success)) {
    throw new AppError(
      'invalid-input',
      `vms: expected at most ${loadRequestLimit} ids of VMs with commas between them.`,
    );
  }
  const nowMs = deps.now().getTime();
  const series: Record<string, LoadSeries> = {};
  for (const id of ids) {
    const found = deps.loads.read(id, nowMs);
    if (found !== null) series[id] = found;
  }
  return { series };
}
