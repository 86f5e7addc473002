/** GET cloud-init: how far it is, and its own words when it failed. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { CloudInitStatus, Empty } from '@busbar/shared/protocol/channel';
import type { GuestSystem } from '../platform/guest-system.ts';

export const cloudInitHandler = (system: GuestSystem): RouteHandler =>
  jsonHandler(Empty, CloudInitStatus, () => system.readCloudInit());
