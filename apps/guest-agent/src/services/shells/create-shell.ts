import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { ShellCreate, ShellInfo } from '@busbar/shared/protocol/channel';
import type { ShellRegistry } from './shell-registry.ts';

/** POST shells: makes a session; a repeated id answers the one it made. */
export const createShellHandler = (shells: ShellRegistry): RouteHandler =>
  jsonHandler(ShellCreate, ShellInfo, async (request) => (await shells.create(request)).info);
