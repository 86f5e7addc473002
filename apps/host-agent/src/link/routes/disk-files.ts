/** GET disk-files: what lies in the folder now, so that what people put there and take away is in it. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { DiskFileList } from '@busbar/shared/protocol/asked-of-host';
import { z } from 'zod';
import type { DiskFolder } from '../../images/sources/disk-folder.ts';

export type DiskFilesDeps = { readonly diskFiles: Pick<DiskFolder, 'list'> };

export const diskFilesHandler = ({ diskFiles }: DiskFilesDeps): RouteHandler =>
  jsonHandler(z.object({}), DiskFileList, () => diskFiles.list());
