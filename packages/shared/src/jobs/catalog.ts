/**
 * Every kind of job: what a caller must give, what the host gets, its steps, how long it may take and how
 * often it is tried. Adding a kind is one file beside this one, an entry here, a host handler and a
 * service; the tables of handlers are mapped types over this catalog, so a missing one does not compile.
 */
import { backupCreate } from './backup-create.ts';
import { backupRemove } from './backup-remove.ts';
import { backupRestore } from './backup-restore.ts';
import { backupVerify } from './backup-verify.ts';
import { checkpointApply } from './checkpoint-apply.ts';
import { checkpointCreate } from './checkpoint-create.ts';
import { checkpointRemove } from './checkpoint-remove.ts';
import { checkpointRename } from './checkpoint-rename.ts';
import { diskAdd } from './disk-add.ts';
import { diskCompact } from './disk-compact.ts';
import { diskConvert } from './disk-convert.ts';
import { diskRemove } from './disk-remove.ts';
import { diskResize } from './disk-resize.ts';
import { imageImport } from './image-import.ts';
import { imageRemove } from './image-remove.ts';
import { imageReplicate } from './image-replicate.ts';
import { imageVerify } from './image-verify.ts';
import type { JobKindDefinition } from './job-kind.ts';
import { mediaAttach } from './media-attach.ts';
import { mediaEject } from './media-eject.ts';
import { switchCreate } from './switch-create.ts';
import { switchRemove } from './switch-remove.ts';
import { vmCapture } from './vm-capture.ts';
import { vmClone } from './vm-clone.ts';
import { vmDelete } from './vm-delete.ts';
import { vmExport } from './vm-export.ts';
import { vmImport } from './vm-import.ts';
import { vmMeter } from './vm-meter.ts';
import { vmMove } from './vm-move.ts';
import { vmMoveStorage } from './vm-move-storage.ts';
import { vmPause } from './vm-pause.ts';
import { vmPowerOff } from './vm-power-off.ts';
import { vmProvision } from './vm-provision.ts';
import { vmReboot } from './vm-reboot.ts';
import { vmResize } from './vm-resize.ts';
import { vmResume } from './vm-resume.ts';
import { vmSave } from './vm-save.ts';
import { vmShutdown } from './vm-shutdown.ts';
import { vmStart } from './vm-start.ts';

export const jobCatalog = {
  'vm.provision': vmProvision,
  'vm.start': vmStart,
  'vm.shutdown': vmShutdown,
  'vm.power-off': vmPowerOff,
  'vm.reboot': vmReboot,
  'vm.pause': vmPause,
  'vm.save': vmSave,
  'vm.resume': vmResume,
  'vm.resize': vmResize,
  'vm.meter': vmMeter,
  'vm.export': vmExport,
  'vm.import': vmImport,
  'vm.clone': vmClone,
  'vm.capture': vmCapture,
  'vm.move': vmMove,
  'vm.move-storage': vmMoveStorage,
  'vm.delete': vmDelete,
  'backup.create': backupCreate,
  'backup.verify': backupVerify,
  'backup.restore': backupRestore,
  'backup.remove': backupRemove,
  'checkpoint.create': checkpointCreate,
  'checkpoint.apply': checkpointApply,
  'checkpoint.rename': checkpointRename,
  'checkpoint.remove': checkpointRemove,
  'media.attach': mediaAttach,
  'media.eject': mediaEject,
  'disk.add': diskAdd,
  'disk.remove': diskRemove,
  'disk.resize': diskResize,
  'disk.compact': diskCompact,
  'disk.convert': diskConvert,
  'switch.create': switchCreate,
  'switch.remove': switchRemove,
  'image.import': imageImport,
  'image.replicate': imageReplicate,
  'image.verify': imageVerify,
  'image.remove': imageRemove,
} as const;

export type JobCatalog = typeof jobCatalog;
export type JobKind = keyof JobCatalog;
export const jobKinds = Object.keys(jobCatalog) as readonly JobKind[];
export const isJobKind = (kind: string): kind is JobKind => Object.hasOwn(jobCatalog, kind);
/** Of a kind that makes its VM: as what the VM is left. Null for one that acts on a VM, and an unknown one. */
export function madeBy(kind: string): 'running' | 'stopped' | null {
  const definition: JobKindDefinition | null = isJobKind(kind) ? jobCatalog[kind] : null;
  return definition?.makesVm ?? null;
}
export type StepName<Kind extends JobKind> = JobCatalog[Kind]['steps'][number]['name'];
