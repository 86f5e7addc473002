import type { BackupTrial } from '@busbar/shared/domain/backup';
import { toAppError } from '@busbar/shared/errors/app-error';
import { DriverName } from '@busbar/shared/protocol/host-facts';
import { z } from 'zod';
import type { HypervisorDriver } from '../../hypervisor/driver.ts';
import { importingOf } from '../../hypervisor/importing.ts';
import { trialVmIdOf } from '../../vms/trial-vm.ts';
import type { KindHandlers, StepContext, StepOutput } from '../step-handler.ts';
import { deleteMade, type OnNewVm, refuseExisting, requireReady, reserve } from './new-vm.ts';
import type { JobServices } from './services.ts';
import { specificationOf } from './vm-from-copy.ts';
import { waitForChannel } from './wait-for-channel.ts';

type Context = StepContext<'backup.verify', JobServices>;

const Looked = z.object({ driver: DriverName });

export const backupVerifyHandlers: KindHandlers<'backup.verify', JobServices> = {
  check: {
    run: async (context) => {
      const { services, document, log } = context;
      const { record } = await judged(context, () => read(context));
      const { driver, name } = record.vm;
      log('info', `It is ${name} as it was at ${record.createdAt}.`);
      if (document.trial !== 'checksums') {
        requireReady(services, driver);
        importingOf(services.fleet.driver(driver));
        await refuseExisting(onTrial(context));
        await reserve(onTrial(context), record.sizeBytes, 'the VM on trial');
      }
      return { driver };
    },
    undo: async ({ services, jobId }) => services.reservations.release(jobId),
  },
  'verify-sums': {
    run: (context) =>
      judged(context, async () => {
        const { services, document, progress, signal, log } = context;
        const place = await services.backups.holding(document.backupId);
        const count = await place.verify(document.backupId, progress, signal);
        log('info', `All ${count} files are as they were written.`);
        return undefined;
      }),
  },
  'make-trial': {
    run: (context) => onlyFor(context, ['import', 'boot'], () => judged(context, () => makeTrial(context))),
    undo: (context) => removeTrial(context),
  },
  'boot-trial': {
    run: (context) => onlyFor(context, ['boot'], () => judged(context, () => bootTrial(context))),
  },
  'remove-trial': {
    run: (context) =>
      onlyFor(context, ['import', 'boot'], async () => {
        await removeTrial(context);
        context.services.reservations.release(context.jobId);
        return undefined;
      }),
  },
  'keep-result': {
    run: async (context) => {
      await keep(context, null);
      context.log('info', 'The backup is good.');
      return undefined;
    },
  },
};

const read = async ({ services, document: { backupId } }: Context) =>
  (await services.backups.holding(backupId)).read(backupId);

/** The VM on trial has a name of its own: the one that was backed up may be there. */
const onTrial = (context: Context): OnNewVm => ({
  ...context,
  document: { vmId: trialVmIdOf(context.jobId), name: `trial-${context.jobId.slice(-12)}` },
});

const driverOf = ({ services, outputOf }: Context): HypervisorDriver =>
  services.fleet.driver(Looked.parse(outputOf('check')).driver);

async function onlyFor(
  { document, log }: Context,
  trials: readonly BackupTrial[],
  work: () => Promise<StepOutput | undefined>,
): Promise<StepOutput | undefined> {
  if (trials.includes(document.trial)) return work();
  log('info', 'Not asked for.');
  return undefined;
}

async function makeTrial(context: Context): Promise<undefined> {
  const { progress, signal, log } = context;
  const { folder, record } = await read(context);
  const driver = driverOf(context);
  const { document } = onTrial(context);
  const vm = { ...specificationOf(document, record.vm), network: 'none' } as const;
  await importingOf(driver).createDiskFrom({ folder, isKept: true }, vm, progress, signal);
  await driver.createVm(vm, signal);
  log('info', `${document.name} could be made of it. It has no network, and it is told to nobody.`);
  return undefined;
}

async function bootTrial(context: Context): Promise<undefined> {
  const { services, signal, log } = context;
  const driver = driverOf(context);
  const { vmId } = onTrial(context).document;
  await driver.start(vmId, signal);
  const { hello } = await waitForChannel({ services, driver, vmId, signal });
  log('info', `It has started, and its agent answers${hello === null ? '' : ` as ${hello.hostname}`}.`);
  await driver.powerOff(vmId, signal);
  return undefined;
}

const removeTrial = (context: Context): Promise<void> => deleteMade(onTrial(context), driverOf(context));

/**
 * What speaks against the backup is kept with it before the job fails; what speaks against the host, such as a full disk,
 * is not.
 */
const verdicts: ReadonlySet<string> = new Set(['precondition-failed', 'invalid-input', 'guest-unreachable']);

function judged<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const { services, document, signal } = context;
  return services.backups.reading(document.backupId, async () => {
    try {
      return await work();
    } catch (thrown) {
      const error = toAppError(thrown);
      if (verdicts.has(error.code) && !signal.aborted) {
        await keep(context, error.message);
        context.log('warn', 'What was found is kept with the backup.');
      }
      throw error;
    }
  });
}

async function keep(
  { services, document: { backupId, trial } }: Context,
  reason: string | null,
): Promise<void> {
  const place = await services.backups.holding(backupId);
  const check = { trial, at: Date.now(), isGood: reason === null, reason: reason?.slice(0, 1024) ?? null };
  await place.keepCheck(backupId, check);
}
