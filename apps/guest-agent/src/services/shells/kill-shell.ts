import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { Empty, ShellKill } from '@busbar/shared/protocol/channel';
import type { ShellRegistry } from './shell-registry.ts';

/** POST shells/kill: signals the session's program. Its viewers see the end. A session that has ended stays so. */
export const killShellHandler = (shells: ShellRegistry): RouteHandler =>
  jsonHandler(ShellKill, Empty, ({ shellId, signal }) => {
    shells.get(shellId).kill(signal);
    return {};
  });
