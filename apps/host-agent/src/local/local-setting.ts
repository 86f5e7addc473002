import { isAbsolute, join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';

/** Where the local protocol is served, and to whom beside root. */
export type LocalProtocolSetting = { readonly path: string; readonly group: string | null };

export type LocalProtocolInput = {
  readonly socket: string | undefined;
  readonly group: string | undefined;
  readonly runtimeFolder: string;
  readonly platform: NodeJS.Platform;
};

const pipePrefix = '\\\\.\\pipe\\';
const defaultPipe = `${pipePrefix}vmgenie`;
/** Of `sun_path`, its final zero not counted (unix(7)). */
const socketPathLimitBytes = 107;

/** Null when it is not wanted. Pure. @throws `invalid-input` naming the variable. */
export function localProtocolOf({
  socket,
  group,
  ...place
}: LocalProtocolInput): LocalProtocolSetting | null {
  if (socket === 'none') return null;
  const isWindows = place.platform === 'win32';
  if (isWindows && group !== undefined) {
    throw new AppError(
      'invalid-input',
      'BUSBAR_LOCAL_GROUP is not for Windows, where administrators and Hyper-V administrators may connect.',
    );
  }
  const path = socket ?? (isWindows ? defaultPipe : join(place.runtimeFolder, 'local', 'vmgenie.sock'));
  if (socket !== undefined) refuseBadPath(path, isWindows);
  // The runtime folder is for the agent alone: nobody else could reach a socket in it.
  if (group !== undefined && socket === undefined) {
    throw new AppError(
      'invalid-input',
      'BUSBAR_LOCAL_GROUP needs a BUSBAR_LOCAL_SOCKET that the group can reach, such as /run/busbar-local/vmgenie.sock.',
    );
  }
  return { path, group: group ?? null };
}

function refuseBadPath(path: string, isWindows: boolean): void {
  if (isWindows) {
    if (path.startsWith(pipePrefix) && path.length > pipePrefix.length) return;
    throw new AppError('invalid-input', `BUSBAR_LOCAL_SOCKET must be a pipe, such as ${defaultPipe}.`);
  }
  if (isAbsolute(path) && Buffer.byteLength(path) <= socketPathLimitBytes) return;
  const words = `BUSBAR_LOCAL_SOCKET must be an absolute path of at most ${socketPathLimitBytes} bytes.`;
  throw new AppError('invalid-input', words);
}
