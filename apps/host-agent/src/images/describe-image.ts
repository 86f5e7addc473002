import type { HostImage } from '@busbar/shared/protocol/host-facts';
import type { BaseImageRecord } from './image-record.ts';

type More = Required<Pick<HostImage, 'driver' | 'notes' | 'check'>>;

/** An image as the control plane is told of it. */
export function describeImage({ imported, replicated, ...image }: BaseImageRecord, more: More): HostImage {
  const { name, title, os, sizeBytes, sha256, hasCloudInit, virtualSizeBytes } = image;
  const facts = {
    ...{ name, title, os, sizeBytes, sha256, hasCloudInit, virtualSizeBytes, ...more },
    ...(replicated === undefined
      ? {}
      : { replicated: { from: replicated.from, at: Date.parse(replicated.at) } }),
  };
  if (imported === undefined) return facts;
  const { slug, version, source, sourceFormat, sourceChecksum, defaultUser, importedAt } = imported;
  return {
    ...facts,
    imported: {
      ...{ slug, version, source, sourceFormat, defaultUser },
      isChecked: sourceChecksum !== null,
      at: Date.parse(importedAt),
    },
  };
}
