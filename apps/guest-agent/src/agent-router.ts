/** Every path of the channel and what answers it. */
import { createRouter, type RouteHandler, type Router } from '@busbar/shared/http2/router';
import { channelPaths } from '@busbar/shared/protocol/channel';
import type { LaunchDeps } from './exec/plan-launch.ts';
import type { Log } from './log.ts';
import { cloudInitHandler } from './services/cloud-init.ts';
import { execHandler } from './services/exec.ts';
import { type HeartbeatDeps, heartbeatHandler } from './services/heartbeat.ts';
import { type HelloDeps, helloHandler } from './services/hello.ts';
import { type Power, powerHandler } from './services/power.ts';

export type AgentDeps = HelloDeps & HeartbeatDeps & LaunchDeps & { readonly power: Power; readonly log: Log };

export function agentRoutes(deps: AgentDeps): Record<string, RouteHandler> {
  return {
    [`POST ${channelPaths.hello}`]: helloHandler(deps),
    [`GET ${channelPaths.heartbeat}`]: heartbeatHandler(deps),
    [`POST ${channelPaths.exec}`]: execHandler(deps),
    [`GET ${channelPaths.cloudInit}`]: cloudInitHandler(deps),
    [`POST ${channelPaths.power}`]: powerHandler(deps.power),
  };
}

export const createAgentRouter = (deps: AgentDeps): Router =>
  createRouter(agentRoutes(deps), {
    onError: (error, { path }) =>
      deps.log('info', 'a request failed', { path, code: error.code, reason: error.message }),
  });
