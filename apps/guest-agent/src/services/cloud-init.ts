/** GET cloud-init: how far it is, and its own words when it failed. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { CloudInitStatus, Empty } from '@busbar/shared/protocol/channel';
import { readCloudInitStatus } from '../platform/linux/cloud-init-status.ts';

export const cloudInitHandler = (deps: { readonly root: string }): RouteHandler =>
  jsonHandler(Empty, CloudInitStatus, () => readCloudInitStatus(deps.root));
