/** Every path that the control plane may call on the link, and what answers it. */
import type { RouteHandler } from '@busbar/shared/http2/router';
import { linkPaths } from '@busbar/shared/protocol/link';
import { linkVersion, type ProtocolVersion } from '@busbar/shared/protocol/version';
import { acceptJobHandler, type JobDeps } from './accept-job.ts';
import { type BackupsDeps, backupsHandler } from './backups.ts';
import { cancelJobHandler } from './cancel-job.ts';
import { type CheckpointsDeps, checkpointsHandler } from './checkpoints.ts';
import { type DiskFilesDeps, diskFilesHandler } from './disk-files.ts';
import { disksHandler } from './disks.ts';
import { type EventsDeps, eventsHandler } from './events.ts';
import { type ExportsDeps, exportsHandler, removeExportHandler } from './exports.ts';
import { hardwareHandler } from './hardware.ts';
import { type HelloDeps, helloHandler } from './hello.ts';
import { type InventoryDeps, inventoryHandler } from './inventory.ts';
import { type MediaDeps, mediaHandler } from './media.ts';
import { type RelayDeps, relayGuestHandler } from './relay-guest.ts';
import {
  bringFileHandler,
  bringSourceHandler,
  type ReplicaDeskDeps,
  troubleHandler,
  wishHandler,
} from './replica-desk.ts';
import { type ReplicaSourceDeps, replicaFileHandler, replicaSourceHandler } from './replica-source.ts';
import { storageHandler } from './storage.ts';
import { type SwitchesDeps, switchesHandler } from './switches.ts';
import { type TelemetryDeps, telemetryHandler } from './telemetry.ts';

export type LinkRouteDeps = Omit<HelloDeps, 'onHello'> &
  InventoryDeps &
  JobDeps &
  Omit<EventsDeps, 'agreedVersion'> &
  TelemetryDeps &
  CheckpointsDeps &
  MediaDeps &
  ExportsDeps &
  BackupsDeps &
  SwitchesDeps &
  DiskFilesDeps &
  ReplicaSourceDeps &
  ReplicaDeskDeps &
  RelayDeps;

export const linkRoutes = (
  deps: LinkRouteDeps & Pick<HelloDeps, 'onHello'>,
): Readonly<Record<string, RouteHandler>> => {
  // A peer that asks for events before it has said its version is taken for the oldest.
  let agreed: ProtocolVersion = { major: linkVersion.major, minor: 0 };
  const onHello = (version: ProtocolVersion): void => {
    agreed = version;
    deps.onHello(version);
  };
  return {
    [`POST ${linkPaths.hello}`]: helloHandler({ ...deps, onHello }),
    [`GET ${linkPaths.inventory}`]: inventoryHandler(deps),
    [`POST ${linkPaths.jobs}`]: acceptJobHandler(deps),
    [`POST ${linkPaths.jobCancel}`]: cancelJobHandler(deps),
    [`POST ${linkPaths.events}`]: eventsHandler({ ...deps, agreedVersion: () => agreed }),
    [`GET ${linkPaths.telemetry}`]: telemetryHandler(deps),
    [`GET ${linkPaths.exports}`]: exportsHandler(deps),
    [`POST ${linkPaths.removeExport}`]: removeExportHandler(deps),
    [`GET ${linkPaths.backups}`]: backupsHandler(deps),
    [`GET ${linkPaths.switches}`]: switchesHandler(deps),
    [`GET ${linkPaths.diskFiles}`]: diskFilesHandler(deps),
    'GET /v1/images/:driver/:image': replicaSourceHandler(deps),
    'GET /v1/images/:driver/:image/files/:file': replicaFileHandler(deps),
    'GET /v1/replicas/:jobId': wishHandler(deps),
    'POST /v1/replicas/:jobId/source': bringSourceHandler(deps),
    'PUT /v1/replicas/:jobId/files/:file': bringFileHandler(deps),
    'POST /v1/replicas/:jobId/trouble': troubleHandler(deps),
    'GET /v1/vms/:vmId/checkpoints': checkpointsHandler(deps),
    'GET /v1/vms/:vmId/disks': disksHandler(deps),
    'GET /v1/vms/:vmId/storage': storageHandler(deps),
    'GET /v1/vms/:vmId/hardware': hardwareHandler(deps),
    'GET /v1/vms/:vmId/media': mediaHandler(deps),
    '* /v1/vms/:vmId/guest/*': relayGuestHandler(deps),
  };
};
