/**
 * Lays a disc out: ISO 9660 with Rock Ridge (what Linux reads) and Joliet (what Windows reads) over the same
 * file contents. Pure; it reads no file and writes none. No UDF, no boot record, no empty folders, no
 * symbolic links.
 *
 *     sector 0–15   system area, zero
 *     16 17 18      primary descriptor, Joliet descriptor, terminator
 *     19 …          path tables (primary L, M; Joliet L, M), folders, then file contents
 */
import { AppError } from '@busbar/shared/errors/app-error';
import type { Extent } from './folder-layout.ts';
import { type Hierarchy, layHierarchy, pathTableSectors, placeFolders, writeHierarchy } from './hierarchy.ts';
import { type IsoEntry, type IsoOptions, sectorSizeBytes, sectorsFor } from './iso-entry.ts';
import { jolietNaming, primaryNaming } from './iso-naming.ts';
import { buildIsoTree, type IsoFile, type IsoFolder } from './iso-tree.ts';
import { jolietDescriptor, primaryDescriptor, terminator, type VolumeFacts } from './volume-descriptor.ts';

export type IsoPlan = {
  readonly label: string;
  readonly sizeBytes: number;
  /** Everything before the first file's content; a whole number of sectors. */
  readonly head: Uint8Array;
  /** Contents in disc order, each followed by zeros up to the next sector. Empty files are not listed. */
  readonly files: readonly PlannedFile[];
};

export type PlannedFile = { readonly entry: IsoEntry; readonly lba: number; readonly sizeBytes: number };

const firstTableLba = 19;
const sectorLimit = 0xffff_ffff;

/** @throws AppError `invalid-input` or `too-large` for what a disc cannot hold, naming the path. */
export function planIso(entries: readonly IsoEntry[], options: IsoOptions): IsoPlan {
  checkOptions(options);
  const root = buildIsoTree(entries);
  const primary = layHierarchy(root, primaryNaming, options.volumeTimestamp);
  const joliet = layHierarchy(root, jolietNaming, options.volumeTimestamp);
  const lbas = placeTables(primary, joliet);
  const files = placeFiles(root, lbas.files);
  const totalSectors = lbas.files + files.reduce((sum, file) => sum + sectorsFor(file.extent.sizeBytes), 0);
  if (totalSectors > sectorLimit) throw new AppError('too-large', 'The disc would exceed 8 TiB.');
  return {
    label: options.label,
    sizeBytes: totalSectors * sectorSizeBytes,
    head: writeHead({ primary, joliet, lbas, files, totalSectors, root, options }),
    files: files
      .filter(({ extent }) => extent.sizeBytes > 0)
      .map(({ file, extent }) => ({ entry: file.entry, ...extent })),
  };
}

function checkOptions({ label, volumeTimestamp }: IsoOptions): void {
  if (!/^[A-Za-z0-9_-]{1,16}$/.test(label)) {
    throw new AppError(
      'invalid-input',
      `"${label}" is no volume label: 1 to 16 letters, digits, "-" or "_".`,
    );
  }
  const year = volumeTimestamp.getUTCFullYear();
  if (!(year >= 1970 && year <= 2155)) {
    throw new AppError('invalid-input', 'A disc carries a time between 1970 and 2155.');
  }
}

type Lbas = {
  readonly primaryTable: number;
  readonly jolietTable: number;
  readonly primaryFolders: number;
  readonly jolietFolders: number;
  readonly files: number;
};

function placeTables(primary: Hierarchy, joliet: Hierarchy): Lbas {
  const jolietTable = firstTableLba + 2 * pathTableSectors(primary);
  const primaryFolders = jolietTable + 2 * pathTableSectors(joliet);
  const jolietFolders = primaryFolders + primary.folderSectors;
  const files = jolietFolders + joliet.folderSectors;
  return { primaryTable: firstTableLba, jolietTable, primaryFolders, jolietFolders, files };
}

type PlacedFile = { readonly file: IsoFile; readonly extent: Extent };

function placeFiles(root: IsoFolder, firstLba: number): PlacedFile[] {
  let lba = firstLba;
  return filesOf(root).map((file) => {
    const extent = { lba: file.sizeBytes === 0 ? 0 : lba, sizeBytes: file.sizeBytes };
    lba += sectorsFor(file.sizeBytes);
    return { file, extent };
  });
}

const filesOf = (folder: IsoFolder): IsoFile[] =>
  folder.children
    .toSorted(primaryNaming.compare)
    .flatMap((child) => (child.kind === 'file' ? [child] : filesOf(child)));

type HeadFacts = {
  readonly primary: Hierarchy;
  readonly joliet: Hierarchy;
  readonly lbas: Lbas;
  readonly files: readonly PlacedFile[];
  readonly totalSectors: number;
  readonly root: IsoFolder;
  readonly options: IsoOptions;
};

function writeHead(facts: HeadFacts): Uint8Array {
  const { primary, joliet, lbas, options } = facts;
  const head = new Uint8Array(lbas.files * sectorSizeBytes);
  const fileExtents = new Map(facts.files.map(({ file, extent }) => [file, extent]));
  const tree = (hierarchy: Hierarchy, tableLba: number, foldersLba: number): VolumeFacts => {
    const places = {
      littleEndianTableLba: tableLba,
      bigEndianTableLba: tableLba + pathTableSectors(hierarchy),
      folderExtents: placeFolders(hierarchy, foldersLba),
      fileExtents,
      time: options.volumeTimestamp,
    };
    writeHierarchy(head, hierarchy, places);
    return {
      ...places,
      label: options.label,
      totalSectors: facts.totalSectors,
      root: places.folderExtents.get(facts.root)!,
      pathTableBytes: hierarchy.pathTableBytes,
    };
  };
  head.set(primaryDescriptor(tree(primary, lbas.primaryTable, lbas.primaryFolders)), 16 * sectorSizeBytes);
  head.set(jolietDescriptor(tree(joliet, lbas.jolietTable, lbas.jolietFolders)), 17 * sectorSizeBytes);
  head.set(terminator(), 18 * sectorSizeBytes);
  return head;
}
