/**
 * What needs a live host, and what is too large for a procedure, over plain HTTP under `/live/`: the same
 * session and permission checks, errors as JSON WireErrors. Mutations must come from our own pages (or
 * carry a token).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Id } from '@busbar/shared/domain/ids';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { RemoveExport } from '@busbar/shared/protocol/asked-of-host';
import { ShellKill } from '@busbar/shared/protocol/channel';
import { LiveShellCreate } from '@busbar/shared/realtime/console';
import type { Actor } from '../../auth/actor.ts';
import type { AuthDeps } from '../../auth/auth-deps.ts';
import type { Log } from '../deps.ts';
import { requireActor } from '../http/actor-of.ts';
import { type Door, pathOf } from '../http/http-server.ts';
import { readJson, sendError, sendJson } from '../http/json.ts';
import { type OriginPolicy, requireSameOrigin } from '../http/same-origin.ts';
import { appliedSeed } from './applied-documents.ts';
import { execInVm } from './exec.ts';
import { listExports, removeExport } from './host-exports.ts';
import { sendJobLog } from './job-log.ts';
import { listBackups } from './list-backups.ts';
import { listCheckpoints } from './list-checkpoints.ts';
import { listDiskFiles } from './list-disk-files.ts';
import { listDisks } from './list-disks.ts';
import { listHardware } from './list-hardware.ts';
import { listMedia } from './list-media.ts';
import { listSwitches } from './list-switches.ts';
import type { LiveVmDeps } from './live-vm.ts';
import { type ReadLoadsDeps, readLoads } from './read-loads.ts';
import { createShell, killShell, listShells } from './shells.ts';
import { tellStorage } from './tell-storage.ts';

export type LiveDeps = LiveVmDeps &
  ReadLoadsDeps & {
    readonly auth: AuthDeps;
    readonly origin: OriginPolicy;
    readonly log: Log;
  };

type LiveRequest = {
  readonly deps: LiveDeps;
  readonly actor: Actor;
  /** The id in the path; empty where there is none. */
  readonly id: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
};
type LiveHandler = (live: LiveRequest) => Promise<void>;

const routes: readonly (readonly [string, RegExp, LiveHandler])[] = [
  [
    'GET',
    /^\/live\/vms\/([^/]+)\/shells$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await listShells(deps, actor, id)),
  ],
  [
    'POST',
    /^\/live\/vms\/([^/]+)\/shells$/,
    async ({ deps, actor, id, request, response }) =>
      sendJson(response, 200, await createShell(deps, actor, id, await readJson(request, LiveShellCreate))),
  ],
  [
    'POST',
    /^\/live\/vms\/([^/]+)\/shells\/kill$/,
    async ({ deps, actor, id, request, response }) =>
      sendJson(response, 200, await killShell(deps, actor, id, await readJson(request, ShellKill))),
  ],
  [
    'GET',
    /^\/live\/vms\/([^/]+)\/cloud-init\/documents$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await appliedSeed(deps, actor, id)),
  ],
  [
    'GET',
    /^\/live\/vms\/([^/]+)\/checkpoints$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await listCheckpoints(deps, actor, id)),
  ],
  [
    'GET',
    /^\/live\/vms\/([^/]+)\/disks$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await listDisks(deps, actor, id)),
  ],
  [
    'GET',
    /^\/live\/vms\/([^/]+)\/storage$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await tellStorage(deps, actor, id)),
  ],
  [
    'GET',
    /^\/live\/vms\/([^/]+)\/hardware$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await listHardware(deps, actor, id)),
  ],
  [
    'GET',
    /^\/live\/vms\/([^/]+)\/media$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await listMedia(deps, actor, id)),
  ],
  [
    'GET',
    /^\/live\/hosts\/([^/]+)\/exports$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await listExports(deps, actor, id)),
  ],
  [
    'GET',
    /^\/live\/hosts\/([^/]+)\/backups$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await listBackups(deps, actor, id)),
  ],
  [
    'GET',
    /^\/live\/hosts\/([^/]+)\/switches$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await listSwitches(deps, actor, id)),
  ],
  [
    'GET',
    /^\/live\/hosts\/([^/]+)\/disk-files$/,
    async ({ deps, actor, id, response }) => sendJson(response, 200, await listDiskFiles(deps, actor, id)),
  ],
  [
    'POST',
    /^\/live\/hosts\/([^/]+)\/exports\/remove$/,
    async ({ deps, actor, id, request, response }) =>
      sendJson(response, 200, await removeExport(deps, actor, id, await readJson(request, RemoveExport))),
  ],
  [
    'POST',
    /^\/live\/vms\/([^/]+)\/exec$/,
    async ({ deps, actor, id, request, response }) => execInVm(deps, actor, id, { request, response }),
  ],
  [
    'GET',
    /^\/live\/jobs\/([^/]+)\/log\.txt$/,
    async ({ deps, actor, id, response }) => sendJobLog(deps, actor, id, response),
  ],
  [
    'GET',
    /^\/live\/load$/,
    async ({ deps, actor, request, response }) =>
      sendJson(response, 200, await readLoads(deps, actor, request.url ?? '')),
  ],
];

export function liveDoor(deps: LiveDeps): Door {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const { handler, id } = route(request);
      if (request.method !== 'GET') requireSameOrigin(request.headers, deps.origin);
      const actor = await requireActor(deps.auth, request.headers);
      await handler({ deps, actor, id, request, response });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal')
        deps.log.error({ path: pathOf(request), error }, 'a live request failed');
      sendError(response, error);
    }
  };
  return {
    owns: (path) => path.startsWith('/live/'),
    isEndless: (path) => path.startsWith('/live/vms/') && path.endsWith('/exec'),
    handle,
  };
}

function route(request: IncomingMessage): { readonly handler: LiveHandler; readonly id: string } {
  const path = pathOf(request);
  for (const [method, pattern, handler] of routes) {
    const found = pattern.exec(path);
    if (found === null || request.method !== method) continue;
    if (found[1] === undefined || Id.safeParse(found[1]).success) return { handler, id: found[1] ?? '' };
  }
  throw new AppError('not-found', `There is no ${request.method} ${path.slice(0, 200)}.`);
}
