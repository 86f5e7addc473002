import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { Empty, ShellList } from '@busbar/shared/protocol/channel';
import type { ShellRegistry } from './shell-registry.ts';

/** GET shells: those that run, and those that ended lately. */
export const listShellsHandler = (shells: ShellRegistry): RouteHandler =>
  jsonHandler(Empty, ShellList, () => ({ shells: [...shells.list()] }));
