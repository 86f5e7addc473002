import type { Transaction } from '@busbar/db/database';
import type { Host, Vm } from '@busbar/db/rows';
import { type MoveHost, moveRefusal } from '@busbar/shared/domain/move-refusal';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmDestination, VmMoveDocument, VmMoveInput } from '@busbar/shared/jobs/vm-move';
import type { DriverFacts, HostCapacity } from '@busbar/shared/protocol/host-facts';
import type { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { notFound } from '../not-found.ts';
import type { ServiceDeps } from '../service-deps.ts';
import { readJson } from '../views/read-json.ts';
import { requestAbilityJob } from './request-ability-job.ts';
import type { JobReference } from './request-power.ts';

/**
 * Queues a job that moves a VM to another host. By what both have last told; what only the hypervisors know, they look at
 * before anything is moved.
 *
 * @throws AppError `unsupported`, `precondition-failed`, `conflict`, `not-found`
 */
export function requestMove(
  deps: ServiceDeps,
  actor: Actor,
  input: VmMoveInput,
  retryOfId: string | null = null,
): Promise<z.infer<typeof JobReference>> {
  let to: VmDestination | null = null;
  return requestAbilityJob(
    deps,
    actor,
    { kind: 'vm.move', input },
    {
      ability: 'host-moving',
      refusal: 'it cannot be moved',
      retryOfId,
      check: async (transaction, vm) => {
        to = await findDestination(transaction, vm, input.toHostId);
      },
      document: (vm): VmMoveDocument => {
        if (to === null) throw new AppError('internal', 'A move has no destination.');
        return { ...input, driver: vm.driver as VmMoveDocument['driver'], to };
      },
    },
  );
}

async function findDestination(transaction: Transaction, vm: Vm, hostId: string): Promise<VmDestination> {
  const row = await transaction.host.findUnique({ where: { id: hostId } });
  if (row === null || row.state === 'removed') throw notFound('host', hostId);
  const from = await transaction.host.findUniqueOrThrow({ where: { id: vm.hostId } });
  const to = moveHostOf(row);
  const refusal = moveRefusal({ ...vm, bytes: null }, moveHostOf(from), to);
  if (refusal !== null)
    throw new AppError('precondition-failed', refusal, { userMessage: `${refusal} Nothing was moved.` });
  const machine = to.drivers.find(({ name }) => name === vm.driver)?.machine;
  return {
    hostName: to.name,
    machine: machine?.name ?? '',
    folder: joined(machine?.moves?.folder ?? '', vm.id),
    freeBytes: to.capacity?.diskFreeBytes ?? 0,
  };
}

const moveHostOf = ({ id, name, state, isDraining, drivers, capacity }: Host): MoveHost => ({
  ...{ id, name, state, isDraining },
  drivers: readJson<DriverFacts[]>(drivers),
  capacity: readJson<HostCapacity | null>(capacity),
});

/** By the separator of whichever system the host is. */
const joined = (folder: string, name: string): string =>
  `${folder}${folder.includes('\\') ? '\\' : '/'}${name}`;
