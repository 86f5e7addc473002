/** What exports and backups have in common before they are asked for. */
import type { Transaction } from '@busbar/db/database';
import type { Vm } from '@busbar/db/rows';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmExportDocument } from '@busbar/shared/jobs/vm-export';
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import { readJson } from '../views/read-json.ts';
import { hasAbility } from './refuse-without-ability.ts';

/** What the copy is to say of the VM and only we know. */
export const originOf = (vm: Vm): Pick<VmExportDocument, 'template' | 'instanceId'> => ({
  template: vm.templateName === '' ? null : { title: vm.templateName, version: vm.templateVersion },
  instanceId: readJson<CloudInitStatus | null>(vm.cloudInit)?.instanceId ?? null,
});

/** Such as "exported" and "export it". @throws AppError `precondition-failed` in a state in which its driver cannot copy it */
export const refuseUncopied =
  (done: string, again: string) =>
  async (transaction: Transaction, vm: Vm): Promise<void> => {
    const { name, state } = vm;
    if (['stopped', 'failed'].includes(state)) return;
    const isLive = await hasAbility(transaction, vm, 'live-exporting');
    if (isLive && state === 'running') return;
    const wanted = isLive ? 'while it runs or is off' : 'while it is off';
    throw new AppError('precondition-failed', `${name} is ${state}, and a VM is ${done} ${wanted}.`, {
      userMessage: `${name} is ${state}. It is ${done} ${wanted}, so that what is copied fits together. Shut it down, then ${again}.`,
      details: { state },
    });
  };
