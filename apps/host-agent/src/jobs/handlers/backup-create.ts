import type { Retention } from '@busbar/shared/domain/backup';
import { ownPlace } from '@busbar/shared/domain/place';
import { planRetention } from '@busbar/shared/domain/plan-retention';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { VmBackup } from '@busbar/shared/protocol/backups';
import type { BackupFolder } from '../../backups/backup-folder.ts';
import { newBackupRecord } from '../../backups/backup-record.ts';
import { requireFreeBytes } from '../../hypervisor/vms/free-bytes.ts';
import type { KindHandlers, StepContext } from '../step-handler.ts';
import { copyVm, lookAtVm, removeCopied } from './copy-vm.ts';
import { howItIsCopied, mebibytes } from './how-it-is-copied.ts';
import type { JobServices } from './services.ts';

type Context = StepContext<'backup.create', JobServices>;

const placeOf = ({ services, document }: Pick<Context, 'services' | 'document'>): BackupFolder =>
  services.backups.place(document.place);

/** The backup has the job's id, so that whatever it left is known by it. */
export const backupCreateHandlers: KindHandlers<'backup.create', JobServices> = {
  check: {
    run: async (context) => {
      const vm = await lookAtVm(context, context.document.vmId);
      await requireRoom(context, vm.bytes);
      context.log('info', howItIsCopied(vm));
      return undefined;
    },
  },
  'copy-disks': {
    run: async (context) => {
      const { services, document, jobId, signal, log } = context;
      const place = placeOf(context);
      const vm = await copyVm(context, document.vmId, place);
      const driver = await services.fleet.driverOf(document.vmId, signal);
      const made = { id: jobId, createdAt: new Date(), driver: driver.name, vm, document };
      const { sizeBytes } = await place.writeRecord(jobId, (bytes) => newBackupRecord(made, bytes));
      log('info', `Copied: ${mebibytes(sizeBytes)}.`);
      return undefined;
    },
    undo: async (context) => {
      const { document, jobId } = context;
      const place = placeOf(context);
      const { folder } = place;
      await removeCopied(context, document.vmId, { folder, remove: (id) => place.removeBegun(id) });
      const whole = await place.pathOf(jobId);
      if (whole !== null) throw keptWhole(whole);
    },
  },
  'sum-files': {
    run: async (context) => {
      const { jobId, progress, signal, log } = context;
      const count = await placeOf(context).sum(jobId, progress, signal);
      log('info', `${count} files summed up. “sha256sum -c SHA256SUMS” checks them anywhere.`);
      return undefined;
    },
  },
  'put-in-place': {
    run: async (context) => {
      context.log('info', `The backup is ${await placeOf(context).putInPlace(context.jobId)}.`);
      return undefined;
    },
  },
  'apply-retention': {
    run: async (context) => {
      const { retention } = context.document;
      if (retention === null) context.log('info', 'All backups of this VM are kept.');
      else await applyRetention(context, retention);
      return undefined;
    },
  },
};

async function requireRoom(context: Context, bytes: number): Promise<void> {
  const { services, document, jobId } = context;
  const { path, problem, freeBytes } = await placeOf(context).look();
  if (problem !== null || freeBytes === null) {
    throw new AppError('precondition-failed', problem ?? `The free space in ${path} is unknown.`, {
      userMessage: `There is no backup: ${problem ?? `how much room ${path} has is unknown.`}`,
    });
  }
  // Other places are on other disks, where no VM is made.
  const promised = document.place === ownPlace ? services.reservations.bytesOfOthers(jobId) : 0;
  await requireFreeBytes(path, bytes, async () => Math.max(0, freeBytes - promised));
}

/** Older ones may be gone already: a backup that is whole is not taken back, whatever ends its job. */
const keptWhole = (path: string): AppError =>
  new AppError('internal', 'The backup was whole already and stays.', {
    details: { leftBehind: [`${path}: the backup was whole already and stays`] },
  });

async function applyRetention(context: Context, rule: Retention): Promise<void> {
  const { services, document, jobId, signal, log } = context;
  const { backups } = await placeOf(context).tell();
  const ofVm = backups.filter(({ vm }) => vm.id === document.vmId);
  const { remove, spared, bad } = planRetention(ofVm, rule, { nowMs: Date.now(), made: jobId });
  for (const backup of remove) {
    signal.throwIfAborted();
    // The new one is whole and must not fail for the sake of an old one: the next backup tries again.
    try {
      await services.backups.remove(backup.id);
      log('info', `Removed ${told(backup)}: ${wordsOf(rule)}.`);
    } catch (error) {
      log(
        'warn',
        `Could not remove ${told(backup)}: ${toAppError(error).message} The next backup tries again.`,
      );
    }
  }
  if (spared !== null)
    log(
      'warn',
      `Kept ${told(spared)} beyond that: of those that stay, none has been verified. Verify a newer one.`,
    );
  for (const backup of bad)
    log(
      'warn',
      `Kept ${told(backup)}, which is damaged and counts for nothing. Remove it once you have looked at it.`,
    );
  if (remove.length === 0) log('info', `Nothing is removed: ${wordsOf(rule)}.`);
}

const told = ({ createdAt, sizeBytes, id }: VmBackup): string =>
  `the backup of ${new Date(createdAt).toISOString()} (${mebibytes(sizeBytes)}, ${id})`;

function wordsOf({ keepLast, keepDays }: Retention): string {
  const last =
    keepLast === null ? null : keepLast === 1 ? 'the last one is kept' : `the last ${keepLast} are kept`;
  const days =
    keepDays === null ? null : `those of the last ${keepDays === 1 ? 'day' : `${keepDays} days`} are kept`;
  return [last, days].filter((words) => words !== null).join(', and ');
}
