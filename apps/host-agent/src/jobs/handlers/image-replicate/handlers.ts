/** An image of another host, brought by the control plane, and put in its place as an import is (ADR 35). */
import type { KindHandlers } from '../../step-handler.ts';
import type { JobServices } from '../services.ts';
import { askSource } from './ask-source.ts';
import { check } from './check.ts';
import { checkCopy } from './check-copy.ts';
import { convert } from './convert.ts';
import { fetch } from './fetch.ts';
import { putInPlace } from './put-in-place.ts';
import { sumDisk } from './sum-disk.ts';

export const imageReplicateHandlers: KindHandlers<'image.replicate', JobServices> = {
  check,
  'ask-source': askSource,
  fetch,
  'check-copy': checkCopy,
  convert,
  'sum-disk': sumDisk,
  'put-in-place': putInPlace,
};
