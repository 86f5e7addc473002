/** POST hello: who this guest is and what its agent can do. */
import { hostname } from 'node:os';
import { AppError } from '@busbar/shared/errors/app-error';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { GuestHello, GuestHelloRequest } from '@busbar/shared/protocol/channel';
import { channelVersion, negotiateVersion } from '@busbar/shared/protocol/version';
import type { BootFacts } from '../platform/boot-facts.ts';
import type { GuestSystem } from '../platform/guest-system.ts';

const nameLimit = 256;

export type HelloDeps = {
  readonly system: GuestSystem;
  readonly agentVersion: string;
  readonly boot: BootFacts;
};

export const helloHandler = (deps: HelloDeps): RouteHandler =>
  jsonHandler(GuestHelloRequest, GuestHello, async ({ version }) => {
    if (negotiateVersion(channelVersion, version) === null) {
      const ours = `${channelVersion.major}.${channelVersion.minor}`;
      throw new AppError(
        'version-mismatch',
        `The guest agent speaks channel ${ours}, the host ${version.major}.${version.minor}.`,
      );
    }
    return {
      version: channelVersion,
      agentVersion: deps.agentVersion,
      capabilities: [...deps.system.capabilities],
      os: await deps.system.readOs(),
      hostname: hostname().slice(0, nameLimit),
      bootId: deps.boot.bootId,
      uptimeSeconds: deps.boot.uptimeSeconds(),
    };
  });
