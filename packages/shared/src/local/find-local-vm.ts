import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { askLocal } from './local-call.ts';

const VmList = z.object({ vms: z.array(z.object({ Id: z.string(), Name: z.string() })) });

/** The id of a VM of this host that is given by its id or its name. @throws `not-found`, `conflict` for a name of several */
export async function findLocalVm(path: string, idOrName: string): Promise<string> {
  const parameters = { action: 'list', provisioned: 'only' };
  const { vms } = VmList.parse(await askLocal(path, { command: 'vm', parameters }));
  return chooseVm(vms, idOrName);
}

/** Pure. An id comes before a name; names are told apart by their case only where it matters. */
export function chooseVm(
  vms: readonly { readonly Id: string; readonly Name: string }[],
  wanted: string,
): string {
  const low = wanted.trim().toLowerCase();
  const byId = vms.find(({ Id }) => Id.toLowerCase() === low.replace(/^\{(.*)\}$/, '$1'));
  if (byId !== undefined) return byId.Id;
  const exact = vms.filter(({ Name }) => Name === wanted);
  const named = exact.length > 0 ? exact : vms.filter(({ Name }) => Name.toLowerCase() === low);
  const [only, ...others] = named;
  if (only === undefined) throw new AppError('not-found', `This host has no VM named ${wanted}.`);
  if (others.length === 0) return only.Id;
  const ids = named.map(({ Id }) => Id).join(', ');
  throw new AppError('conflict', `Several VMs are named ${wanted}; say which by its id: ${ids}.`);
}
