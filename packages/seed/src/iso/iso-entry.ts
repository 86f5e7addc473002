/**
 * One file of a disc. Folders are made from the paths; a disc has no empty folders.
 *
 * `path` uses `/`, has no leading slash, and each part has at most 64 UTF-16 units (Joliet's limit).
 */
export type IsoEntry = {
  readonly path: string;
  /** What the file holds: bytes in memory, or the name by which `openFile` finds them later. */
  readonly content: Uint8Array | IsoFileSource;
  /** Permission bits as Rock Ridge shows them. Default 0o444; executables are usually 0o555. */
  readonly mode?: number;
};

export type IsoFileSource = {
  readonly sizeBytes: number;
  /** Passed to `openFile` unchanged; a path for the file writer. */
  readonly source: string;
};

export type IsoOptions = {
  /** Volume label, kept as written: `cidata`, `BUSBAR-TOOLS`. At most 16 characters (Joliet holds 16). */
  readonly label: string;
  /** The only time on the disc, so that equal input gives equal bytes. */
  readonly volumeTimestamp: Date;
};

export const sectorSizeBytes = 2048;

/** ISO 9660 keeps a size in 32 bits. */
export const fileLimitBytes = 0xffff_ffff;

export const sizeOf = (entry: IsoEntry): number =>
  entry.content instanceof Uint8Array ? entry.content.byteLength : entry.content.sizeBytes;

export const sectorsFor = (sizeBytes: number): number => Math.ceil(sizeBytes / sectorSizeBytes);
