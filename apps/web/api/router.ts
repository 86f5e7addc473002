/** All procedures, by entity and verb. REST and its description are made from the same. */
import { addSshKey as accountAddSshKey } from './account/add-ssh-key.ts';
import { changePassword as accountChangePassword } from './account/change-password.ts';
import { createToken as accountCreateToken } from './account/create-token.ts';
import { endSession as accountEndSession } from './account/end-session.ts';
import { get as accountGet } from './account/get.ts';
import { removeSshKey as accountRemoveSshKey } from './account/remove-ssh-key.ts';
import { rename as accountRename } from './account/rename.ts';
import { revokeToken as accountRevokeToken } from './account/revoke-token.ts';
import { list as auditList } from './audit/list.ts';
import { create as backupCreate } from './backup/create.ts';
import { remove as backupRemove } from './backup/remove.ts';
import { restore as backupRestore } from './backup/restore.ts';
import { verify as backupVerify } from './backup/verify.ts';
import { apply as checkpointApply } from './checkpoint/apply.ts';
import { create as checkpointCreate } from './checkpoint/create.ts';
import { remove as checkpointRemove } from './checkpoint/remove.ts';
import { rename as checkpointRename } from './checkpoint/rename.ts';
import { add as diskAdd } from './disk/add.ts';
import { compact as diskCompact } from './disk/compact.ts';
import { convert as diskConvert } from './disk/convert.ts';
import { remove as diskRemove } from './disk/remove.ts';
import { resize as diskResize } from './disk/resize.ts';
import { overview as fleetOverview } from './fleet/overview.ts';
import { createEnrolment as hostCreateEnrolment } from './host/create-enrolment.ts';
import { enrolmentStatus as hostEnrolmentStatus } from './host/enrolment-status.ts';
import { enrolments as hostEnrolments } from './host/enrolments.ts';
import { get as hostGet } from './host/get.ts';
import { list as hostList } from './host/list.ts';
import { remove as hostRemove } from './host/remove.ts';
import { rename as hostRename } from './host/rename.ts';
import { revokeEnrolment as hostRevokeEnrolment } from './host/revoke-enrolment.ts';
import { setDraining as hostSetDraining } from './host/set-draining.ts';
import { importImage } from './image/import.ts';
import { list as imageList } from './image/list.ts';
import { remove as imageRemove } from './image/remove.ts';
import { replicate as imageReplicate } from './image/replicate.ts';
import { verify as imageVerify } from './image/verify.ts';
import { cancel as jobCancel } from './job/cancel.ts';
import { goOn as jobContinue } from './job/continue.ts';
import { events as jobEvents } from './job/events.ts';
import { get as jobGet } from './job/get.ts';
import { list as jobList } from './job/list.ts';
import { retry as jobRetry } from './job/retry.ts';
import { attach as mediaAttach } from './media/attach.ts';
import { eject as mediaEject } from './media/eject.ts';
import { disable as peopleDisable } from './people/disable.ts';
import { enable as peopleEnable } from './people/enable.ts';
import { invite as peopleInvite } from './people/invite.ts';
import { list as peopleList } from './people/list.ts';
import { resetLink as peopleResetLink } from './people/reset-link.ts';
import { revokeInvite as peopleRevokeInvite } from './people/revoke-invite.ts';
import { setRole as peopleSetRole } from './people/set-role.ts';
import { list as savedViewList } from './saved-view/list.ts';
import { remove as savedViewRemove } from './saved-view/remove.ts';
import { rename as savedViewRename } from './saved-view/rename.ts';
import { save as savedViewSave } from './saved-view/save.ts';
import { me as sessionMe } from './session/me.ts';
import { create as switchCreate } from './switch/create.ts';
import { remove as switchRemove } from './switch/remove.ts';
import { archive as templateArchive } from './template/archive.ts';
import { get as templateGet } from './template/get.ts';
import { list as templateList } from './template/list.ts';
import { preview as templatePreview } from './template/preview.ts';
import { save as templateSave } from './template/save.ts';
import { router } from './trpc.ts';
import { captureVm as vmCapture } from './vm/capture.ts';
import { cloneVm as vmClone } from './vm/clone.ts';
import { remove as vmDelete } from './vm/delete.ts';
import { exportVm as vmExport } from './vm/export.ts';
import { get as vmGet } from './vm/get.ts';
import { importVm as vmImport } from './vm/import.ts';
import { list as vmList } from './vm/list.ts';
import { meter as vmMeter } from './vm/meter.ts';
import { move as vmMove } from './vm/move.ts';
import { moveStorage as vmMoveStorage } from './vm/move-storage.ts';
import { power as vmPower } from './vm/power.ts';
import { previewSeed as vmPreviewSeed } from './vm/preview-seed.ts';
import { provision as vmProvision } from './vm/provision.ts';
import { resize as vmResize } from './vm/resize.ts';
import { rows as vmRows } from './vm/rows.ts';
import { setTags as vmSetTags } from './vm/set-tags.ts';
import { create as webhookCreate } from './webhook/create.ts';
import { remove as webhookDelete } from './webhook/delete.ts';
import { deliveries as webhookDeliveries } from './webhook/deliveries.ts';
import { delivery as webhookDelivery } from './webhook/delivery.ts';
import { list as webhookList } from './webhook/list.ts';
import { redeliver as webhookRedeliver } from './webhook/redeliver.ts';
import { rotateSecret as webhookRotateSecret } from './webhook/rotate-secret.ts';
import { test as webhookTest } from './webhook/test.ts';
import { update as webhookUpdate } from './webhook/update.ts';
import { accept as welcomeAccept } from './welcome/accept.ts';
import { inspect as welcomeInspect } from './welcome/inspect.ts';

export const appRouter = router({
  account: router({
    addSshKey: accountAddSshKey,
    changePassword: accountChangePassword,
    createToken: accountCreateToken,
    endSession: accountEndSession,
    get: accountGet,
    removeSshKey: accountRemoveSshKey,
    rename: accountRename,
    revokeToken: accountRevokeToken,
  }),
  audit: router({ list: auditList }),
  backup: router({
    create: backupCreate,
    remove: backupRemove,
    restore: backupRestore,
    verify: backupVerify,
  }),
  checkpoint: router({
    // tRPC keeps the name `apply` for itself.
    applyTo: checkpointApply,
    create: checkpointCreate,
    remove: checkpointRemove,
    rename: checkpointRename,
  }),
  fleet: router({ overview: fleetOverview }),
  host: router({
    createEnrolment: hostCreateEnrolment,
    enrolmentStatus: hostEnrolmentStatus,
    // Before `get`, whose path would take `enrolments` for the id of a host.
    enrolments: hostEnrolments,
    get: hostGet,
    list: hostList,
    remove: hostRemove,
    rename: hostRename,
    revokeEnrolment: hostRevokeEnrolment,
    setDraining: hostSetDraining,
  }),
  image: router({
    import: importImage,
    list: imageList,
    remove: imageRemove,
    replicate: imageReplicate,
    verify: imageVerify,
  }),
  job: router({
    cancel: jobCancel,
    continue: jobContinue,
    events: jobEvents,
    get: jobGet,
    list: jobList,
    retry: jobRetry,
  }),
  media: router({ attach: mediaAttach, eject: mediaEject }),
  disk: router({
    add: diskAdd,
    remove: diskRemove,
    resize: diskResize,
    compact: diskCompact,
    convert: diskConvert,
  }),
  people: router({
    disable: peopleDisable,
    enable: peopleEnable,
    invite: peopleInvite,
    list: peopleList,
    resetLink: peopleResetLink,
    revokeInvite: peopleRevokeInvite,
    setRole: peopleSetRole,
  }),
  savedView: router({
    list: savedViewList,
    remove: savedViewRemove,
    rename: savedViewRename,
    save: savedViewSave,
  }),
  session: router({ me: sessionMe }),
  switch: router({ create: switchCreate, remove: switchRemove }),
  template: router({
    archive: templateArchive,
    get: templateGet,
    list: templateList,
    preview: templatePreview,
    save: templateSave,
  }),
  vm: router({
    capture: vmCapture,
    clone: vmClone,
    delete: vmDelete,
    meter: vmMeter,
    move: vmMove,
    moveStorage: vmMoveStorage,
    export: vmExport,
    get: vmGet,
    import: vmImport,
    list: vmList,
    power: vmPower,
    previewSeed: vmPreviewSeed,
    provision: vmProvision,
    resize: vmResize,
    rows: vmRows,
    setTags: vmSetTags,
  }),
  webhook: router({
    create: webhookCreate,
    delete: webhookDelete,
    deliveries: webhookDeliveries,
    delivery: webhookDelivery,
    list: webhookList,
    redeliver: webhookRedeliver,
    rotateSecret: webhookRotateSecret,
    test: webhookTest,
    update: webhookUpdate,
  }),
  welcome: router({ accept: welcomeAccept, inspect: welcomeInspect }),
});
export type AppRouter = typeof appRouter;
