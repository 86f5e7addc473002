import type { z } from 'zod';

/** What every copy of a VM says of itself, beside what its kind adds. */
export type CopyRecord = { readonly version: 1; readonly id: string };

/** How copies of one kind are named and what is in them: exports, backups. */
export type CopyKind<Record extends CopyRecord> = {
  /** What people call one. */
  readonly word: 'export' | 'backup';
  /** What is done with one: "import it". */
  readonly verb: 'import' | 'restore';
  readonly recordName: string;
  readonly schema: z.ZodType<Record>;
  /** What may lie in a copy beside the files that were summed up: written later. */
  readonly isBeside: (path: string) => boolean;
  /** The name of the folder of one that is whole. */
  readonly folderNameOf: (record: Record) => string;
  /** Null for a folder that is none of ours. */
  readonly idOf: (folderName: string) => string | null;
};

/** Why a folder that is named as a copy is does not say what it holds. */
export const unreadableRecord = ({ recordName }: { readonly recordName: string }): string =>
  `Its ${recordName} is missing, damaged or of a later version.`;
