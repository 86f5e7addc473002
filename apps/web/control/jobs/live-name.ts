import type { Transaction } from '@busbar/db/database';

/** By which a VM is in the lists that nobody here could ask for by name. No VM that is asked for here can have an @ in it. */
export async function liveNameOf(
  transaction: Transaction,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<string> {
  const taken = await transaction.vm.findUnique({ where: { liveName: name }, select: { id: true } });
  return taken === null || taken.id === id ? name : `${name}@${id}`;
}
