import type { Transaction } from '@busbar/db/database';
import type { Vm } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverFacts } from '@busbar/shared/protocol/link';
import { readJson } from '../views/read-json.ts';

const lacks = {
  checkpoints: 'has no checkpoints',
  media: 'takes no ISOs of one’s own',
  resizing: 'cannot resize VMs',
} as const;
export type Ability = keyof typeof lacks;

/** By what the VM's host has last told. @throws AppError `unsupported` */
export async function refuseWithoutAbility(
  transaction: Transaction,
  vm: Pick<Vm, 'hostId' | 'driver'>,
  ability: Ability,
): Promise<void> {
  const host = await transaction.host.findUniqueOrThrow({ where: { id: vm.hostId } });
  const driver = readJson<DriverFacts[]>(host.drivers).find(({ name }) => name === vm.driver);
  if (driver?.abilities.includes(ability) === true) return;
  throw new AppError('unsupported', `The ${vm.driver} driver of ${host.name} ${lacks[ability]}.`);
}
