/** Jobs about images, on the bench's own driver. */
import type { ImageImportDocument } from '@busbar/shared/jobs/image-import';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { benchNextJobId } from './job-bench.ts';

/** A boot sector and something behind it: by that a raw disk is known. */
export function bootableDisk(sizeBytes = 2 * 2 ** 20, fill = 1): Buffer {
  const disk = Buffer.alloc(sizeBytes, fill);
  disk.writeUInt16BE(0x55aa, 510);
  return disk;
}

export const importDocument = (more: Partial<ImageImportDocument> = {}): ImageImportDocument => ({
  driver: 'sandbox',
  slug: 'debian-13',
  version: '20260801',
  title: 'Debian 13',
  os: 'Debian GNU/Linux',
  defaultUser: 'debian',
  hasCloudInit: false,
  secureBoot: 'linux',
  source: { kind: 'file', name: 'disk.img' },
  checksum: null,
  ...more,
});

export const imageJob = (kind: string, document: object, jobId = benchNextJobId): JobDocument => ({
  ...{ jobId, attempt: 1, kind, vmId: null, document, secrets: null, timeoutMs: 60_000 },
});
