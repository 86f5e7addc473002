/** Every path of the channel and what answers it. */
import { createRouter, type RouteHandler, type Router } from '@busbar/shared/http2/router';
import { channelPaths } from '@busbar/shared/protocol/channel';
import type { Log } from './log.ts';
import { appliedDocumentsHandler } from './services/applied-documents.ts';
import { cloudInitHandler } from './services/cloud-init.ts';
import { execHandler } from './services/exec.ts';
import { type HeartbeatDeps, heartbeatHandler } from './services/heartbeat.ts';
import { type HelloDeps, helloHandler } from './services/hello.ts';
import { keepIdentityHandler } from './services/keep-identity.ts';
import { type Power, powerHandler } from './services/power.ts';
import { attachShellHandler } from './services/shells/attach-shell.ts';
import { createShellHandler } from './services/shells/create-shell.ts';
import { killShellHandler } from './services/shells/kill-shell.ts';
import { listShellsHandler } from './services/shells/list-shells.ts';
import type { ShellRegistry } from './services/shells/shell-registry.ts';

export type AgentDeps = HelloDeps &
  Omit<HeartbeatDeps, 'shellCount'> & {
    readonly shells: ShellRegistry;
    readonly power: Power;
    readonly log: Log;
  };

export function agentRoutes(deps: AgentDeps): Record<string, RouteHandler> {
  return {
    [`POST ${channelPaths.hello}`]: helloHandler(deps),
    [`GET ${channelPaths.heartbeat}`]: heartbeatHandler({
      ...deps,
      shellCount: () => deps.shells.runningCount,
    }),
    [`POST ${channelPaths.exec}`]: execHandler(deps.system),
    [`GET ${channelPaths.cloudInit}`]: cloudInitHandler(deps.system),
    [`GET ${channelPaths.appliedDocuments}`]: appliedDocumentsHandler(deps.system),
    [`POST ${channelPaths.keepIdentity}`]: keepIdentityHandler(deps.system),
    [`POST ${channelPaths.power}`]: powerHandler(deps.power),
    [`GET ${channelPaths.shells}`]: listShellsHandler(deps.shells),
    [`POST ${channelPaths.shells}`]: createShellHandler(deps.shells),
    [`POST ${channelPaths.shellAttach}`]: attachShellHandler(deps.shells),
    [`POST ${channelPaths.shellKill}`]: killShellHandler(deps.shells),
  };
}

export const createAgentRouter = (deps: AgentDeps): Router =>
  createRouter(agentRoutes(deps), {
    onError: (error, { path }) =>
      deps.log('info', 'a request failed', { path, code: error.code, reason: error.message }),
  });
