/** GET cloud-init/documents: the seed's documents as this guest keeps them. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { AppliedDocuments, Empty } from '@busbar/shared/protocol/channel';
import type { GuestSystem } from '../platform/guest-system.ts';

export const appliedDocumentsHandler = (system: GuestSystem): RouteHandler =>
  jsonHandler(Empty, AppliedDocuments, () => system.readAppliedDocuments());
