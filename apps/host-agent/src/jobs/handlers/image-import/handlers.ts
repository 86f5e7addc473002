import type { KindHandlers } from '../../step-handler.ts';
import type { JobServices } from '../services.ts';
import { check } from './check.ts';
import { checkSource } from './check-source.ts';
import { convert } from './convert.ts';
import { fetch } from './fetch.ts';
import { putInPlace } from './put-in-place.ts';
import { sumDisk } from './sum-disk.ts';

export const imageImportHandlers: KindHandlers<'image.import', JobServices> = {
  check,
  fetch,
  'check-source': checkSource,
  convert,
  'sum-disk': sumDisk,
  'put-in-place': putInPlace,
};
