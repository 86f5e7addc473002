import type { JobHandlers } from '../step-handler.ts';
import { backupCreateHandlers } from './backup-create.ts';
import { backupRemoveHandlers } from './backup-remove.ts';
import { backupRestoreHandlers } from './backup-restore.ts';
import { backupVerifyHandlers } from './backup-verify.ts';
import { checkpointApplyHandlers } from './checkpoint-apply.ts';
import { checkpointCreateHandlers } from './checkpoint-create.ts';
import { checkpointRemoveHandlers } from './checkpoint-remove.ts';
import { checkpointRenameHandlers } from './checkpoint-rename.ts';
import { diskAddHandlers } from './disk-add.ts';
import { diskCompactHandlers } from './disk-compact.ts';
import { diskConvertHandlers } from './disk-convert.ts';
import { diskRemoveHandlers } from './disk-remove.ts';
import { diskResizeHandlers } from './disk-resize.ts';
import { imageImportHandlers } from './image-import/handlers.ts';
import { imageRemoveHandlers } from './image-remove.ts';
import { imageReplicateHandlers } from './image-replicate/handlers.ts';
import { imageVerifyHandlers } from './image-verify.ts';
import { mediaAttachHandlers } from './media-attach.ts';
import { mediaEjectHandlers } from './media-eject.ts';
import type { JobServices } from './services.ts';
import { switchCreateHandlers } from './switch-create.ts';
import { switchRemoveHandlers } from './switch-remove.ts';
import { vmCaptureHandlers } from './vm-capture/handlers.ts';
import { vmCloneHandlers } from './vm-clone.ts';
import { vmDeleteHandlers } from './vm-delete.ts';
import { vmExportHandlers } from './vm-export.ts';
import { vmImportHandlers } from './vm-import.ts';
import { vmMeterHandlers } from './vm-meter.ts';
import { vmMoveHandlers } from './vm-move.ts';
import { vmMoveStorageHandlers } from './vm-move-storage.ts';
import { vmPauseHandlers } from './vm-pause.ts';
import { vmPowerOffHandlers } from './vm-power-off.ts';
import { vmProvisionHandlers } from './vm-provision/handlers.ts';
import { vmRebootHandlers } from './vm-reboot.ts';
import { vmResizeHandlers } from './vm-resize.ts';
import { vmResumeHandlers } from './vm-resume.ts';
import { vmSaveHandlers } from './vm-save.ts';
import { vmShutdownHandlers } from './vm-shutdown.ts';
import { vmStartHandlers } from './vm-start.ts';

export const jobHandlers: JobHandlers<JobServices> = {
  'vm.provision': vmProvisionHandlers,
  'vm.start': vmStartHandlers,
  'vm.shutdown': vmShutdownHandlers,
  'vm.power-off': vmPowerOffHandlers,
  'vm.reboot': vmRebootHandlers,
  'vm.pause': vmPauseHandlers,
  'vm.save': vmSaveHandlers,
  'vm.resume': vmResumeHandlers,
  'vm.resize': vmResizeHandlers,
  'vm.meter': vmMeterHandlers,
  'vm.export': vmExportHandlers,
  'vm.import': vmImportHandlers,
  'vm.clone': vmCloneHandlers,
  'vm.capture': vmCaptureHandlers,
  'vm.move': vmMoveHandlers,
  'vm.move-storage': vmMoveStorageHandlers,
  'vm.delete': vmDeleteHandlers,
  'backup.create': backupCreateHandlers,
  'backup.verify': backupVerifyHandlers,
  'backup.restore': backupRestoreHandlers,
  'backup.remove': backupRemoveHandlers,
  'checkpoint.create': checkpointCreateHandlers,
  'checkpoint.apply': checkpointApplyHandlers,
  'checkpoint.rename': checkpointRenameHandlers,
  'checkpoint.remove': checkpointRemoveHandlers,
  'media.attach': mediaAttachHandlers,
  'media.eject': mediaEjectHandlers,
  'disk.add': diskAddHandlers,
  'disk.remove': diskRemoveHandlers,
  'disk.resize': diskResizeHandlers,
  'disk.compact': diskCompactHandlers,
  'disk.convert': diskConvertHandlers,
  'switch.create': switchCreateHandlers,
  'switch.remove': switchRemoveHandlers,
  'image.import': imageImportHandlers,
  'image.replicate': imageReplicateHandlers,
  'image.verify': imageVerifyHandlers,
  'image.remove': imageRemoveHandlers,
};
