import type { Transaction } from '@busbar/db/database';
import type { Vm } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverFacts } from '@busbar/shared/protocol/host-facts';
import { readJson } from '../views/read-json.ts';

const lacks = {
  'checkpoint-exporting': 'makes no copies of checkpoints',
  checkpoints: 'has no checkpoints',
  disks: 'gives VMs one disk, which stays as it is made',
  'dynamic-memory': 'gives VMs no dynamic memory',
  exporting: 'makes no copies of VMs',
  'host-moving': 'keeps VMs where they are',
  images: 'takes no images of one’s own',
  importing: 'makes no VMs of copies',
  'linked-cloning': 'makes no linked clones',
  media: 'takes no ISOs of one’s own',
  metering: 'does not count what VMs use',
  pausing: 'cannot pause VMs',
  resizing: 'cannot resize VMs',
  saving: 'cannot save VMs',
  'storage-moving': 'leaves the files of VMs where they were made',
} as const;
export type Ability = keyof typeof lacks;

/** By what the VM's host has last told. @throws AppError `unsupported` */
export async function refuseWithoutAbility(
  transaction: Transaction,
  vm: Pick<Vm, 'hostId' | 'driver'>,
  ability: Ability,
): Promise<void> {
  if (await hasAbility(transaction, vm, ability)) return;
  const { name } = await transaction.host.findUniqueOrThrow({ where: { id: vm.hostId } });
  throw new AppError('unsupported', `The ${vm.driver} driver of ${name} ${lacks[ability]}.`);
}

/** By what the VM's host has last told. */
export async function hasAbility(
  transaction: Transaction,
  { hostId, driver }: Pick<Vm, 'hostId' | 'driver'>,
  ability: string,
): Promise<boolean> {
  const { drivers } = await transaction.host.findUniqueOrThrow({ where: { id: hostId } });
  const facts = readJson<DriverFacts[]>(drivers).find(({ name }) => name === driver);
  return facts?.abilities.includes(ability) === true;
}
