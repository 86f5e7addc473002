import type { SeedDocumentName, SeedDocuments } from '@busbar/shared/domain/template';
import type { IsoEntry } from './iso/iso-entry.ts';

/** The label by which cloud-init's NoCloud source finds the disc. */
export const seedLabel = 'cidata';

/** The file that NoCloud reads each document from. */
export const seedFileNames = {
  metaData: 'meta-data',
  userData: 'user-data',
  networkConfig: 'network-config',
  vendorData: 'vendor-data',
} as const satisfies Record<SeedDocumentName, string>;

const fileOrder = ['metaData', 'userData', 'networkConfig', 'vendorData'] as const;

/**
 * The files of a seed disc. `meta-data` and `user-data` are always there, since NoCloud ignores a disc
 * without them; an absent or blank network-config or vendor-data is left out (an empty network-config
 * breaks cloud-init).
 */
export function seedFiles(documents: SeedDocuments): IsoEntry[] {
  const encoder = new TextEncoder();
  return fileOrder.flatMap((name) => {
    const text = documents[name] ?? '';
    const isOptional = name === 'networkConfig' || name === 'vendorData';
    if (isOptional && text.trim() === '') return [];
    return [{ path: seedFileNames[name], content: encoder.encode(text) }];
  });
}
