/** GET exports and POST exports/remove: what lies on the disk now, so that folders that people have removed are not in it. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { ExportList, RemovedExport, RemoveExport } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import type { ExportStore } from '../../exports/export-store.ts';

export type ExportsDeps = { readonly exports: Pick<ExportStore, 'list' | 'removeThere'> };

export const exportsHandler = ({ exports }: ExportsDeps): RouteHandler =>
  jsonHandler(z.object({}), ExportList, () => exports.list());

export const removeExportHandler = ({ exports }: ExportsDeps): RouteHandler =>
  jsonHandler(RemoveExport, RemovedExport, ({ exportId }) => exports.removeThere(exportId));
