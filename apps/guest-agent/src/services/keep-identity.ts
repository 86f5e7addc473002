/** POST identity/keep: makes the guest independent of the discs that it was set up from. Idempotent. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { KeepIdentity, KeepIdentityResult } from '@busbar/shared/protocol/channel';
import type { GuestSystem } from '../platform/guest-system.ts';

export const keepIdentityHandler = (system: GuestSystem): RouteHandler =>
  jsonHandler(KeepIdentity, KeepIdentityResult, async ({ instanceId }) => ({
    kept: await system.keepIdentity(instanceId),
  }));
