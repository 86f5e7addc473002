/** `vms/<id>/guest/…`: carries a call on to the VM's guest agent, byte for byte, within limits per VM. */
import type { ClientHttp2Session } from 'node:http2';
import { AppError } from '@busbar/shared/errors/app-error';
import { relayStream } from '@busbar/shared/http2/relay-stream';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { channelPaths } from '@busbar/shared/protocol/channel';

export type RelayDeps = {
  readonly guests: {
    /** @throws `guest-unreachable` when the VM's channel is down. */
    readonly session: (vmId: string) => ClientHttp2Session;
  };
};

/** Relayed calls open at once per VM; one VM's callers must not starve another's. */
export const relayLimitPerVm = 64;

const allowedPaths: ReadonlySet<string> = new Set(Object.values(channelPaths));

export function relayGuestHandler({ guests }: RelayDeps): RouteHandler {
  const open = new Map<string, number>();
  return async ({ stream, headers, params, query, signal }) => {
    const vmId = params.vmId ?? '';
    const path = `/${params['*'] ?? ''}`;
    if (!allowedPaths.has(path)) throw new AppError('unsupported', `A guest has no ${path.slice(0, 200)}.`);
    const count = open.get(vmId) ?? 0;
    if (count >= relayLimitPerVm) {
      throw new AppError('rate-limited', `This VM already has ${count} open calls.`);
    }
    const session = guests.session(vmId);
    open.set(vmId, count + 1);
    try {
      const search = query.size === 0 ? '' : `?${query}`;
      await relayStream(stream, session, { inboundHeaders: headers, path: `${path}${search}`, signal });
    } finally {
      const left = (open.get(vmId) ?? 1) - 1;
      if (left > 0) open.set(vmId, left);
      else open.delete(vmId);
    }
  };
}
