/** POST hello: who this guest is and what its agent can do. */
import { AppError } from '@busbar/shared/errors/app-error';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { GuestCapability, GuestHello, GuestHelloRequest } from '@busbar/shared/protocol/channel';
import { channelVersion, negotiateVersion } from '@busbar/shared/protocol/version';
import type { BootFacts } from '../platform/linux/boot-facts.ts';
import { readHostname, readOs } from '../platform/linux/os-facts.ts';

export type HelloDeps = { readonly root: string; readonly agentVersion: string; readonly boot: BootFacts };

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
      capabilities: [...GuestCapability.options],
      os: await readOs(deps.root),
      hostname: readHostname(),
      bootId: deps.boot.bootId,
      uptimeSeconds: deps.boot.uptimeSeconds(),
    };
  });
