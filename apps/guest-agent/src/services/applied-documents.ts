/** GET cloud-init/documents: the seed's documents as this guest keeps them. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { AppliedDocuments, Empty } from '@busbar/shared/protocol/channel';
import { readAppliedDocuments } from '../platform/linux/applied-documents.ts';

export const appliedDocumentsHandler = (deps: { readonly root: string }): RouteHandler =>
  jsonHandler(Empty, AppliedDocuments, () => readAppliedDocuments(deps.root));
