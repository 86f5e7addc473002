/** GET exports and POST exports/remove: what lies on the disk now, so that folders that people have removed are not in it. */
import { AppError } from '@busbar/shared/errors/app-error';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { ExportList, RemoveExport, VmExport } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import type { ExportStore } from '../../exports/export-store.ts';

export type ExportsDeps = { readonly exports: Pick<ExportStore, 'list' | 'removeWhole'> };

export const exportsHandler = ({ exports }: ExportsDeps): RouteHandler =>
  jsonHandler(z.object({}), ExportList, () => exports.list());

export const removeExportHandler = ({ exports }: ExportsDeps): RouteHandler =>
  jsonHandler(RemoveExport, VmExport, async ({ exportId }) => {
    const removed = await exports.removeWhole(exportId);
    if (removed !== null) return removed;
    throw new AppError('not-found', `This host has no export ${exportId}.`, {
      userMessage: 'The host no longer has this export. Nothing was changed.',
    });
  });
