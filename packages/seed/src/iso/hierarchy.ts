/** One of a disc's two trees: its folders in path table order, their sectors, and its path table. */

import { write16, write32 } from './byte-fields.ts';
import { evenUp } from './directory-record.ts';
import { type Extent, type FolderLayout, layFolder, writeFolder } from './folder-layout.ts';
import { sectorSizeBytes, sectorsFor } from './iso-entry.ts';
import type { Naming } from './iso-naming.ts';
import type { IsoFile, IsoFolder, IsoNode } from './iso-tree.ts';

type HierarchyFolder = {
  readonly folder: IsoFolder;
  readonly identifier: Uint8Array;
  /** One-based, as path tables count; the root is its own parent. */
  readonly parentNumber: number;
  readonly layout: FolderLayout;
};

export type Hierarchy = {
  readonly folders: readonly HierarchyFolder[];
  readonly pathTableBytes: number;
  readonly folderSectors: number;
};

/** Breadth first with sorted children is exactly the order that ECMA-119 §6.9.1 asks of a path table. */
export function layHierarchy(root: IsoFolder, naming: Naming, time: Date): Hierarchy {
  const folders: HierarchyFolder[] = [
    {
      folder: root,
      identifier: Uint8Array.of(0),
      parentNumber: 1,
      layout: layFolder(root, root, naming, time),
    },
  ];
  for (let at = 0; at < folders.length; at++) {
    const { folder } = folders[at]!;
    for (const child of folder.children.toSorted(naming.compare)) {
      if (child.kind !== 'folder') continue;
      const layout = layFolder(child, folder, naming, time);
      folders.push({ folder: child, identifier: naming.identifier(child), parentNumber: at + 1, layout });
    }
  }
  return {
    folders,
    pathTableBytes: folders.reduce((sum, { identifier }) => sum + 8 + evenUp(identifier.length), 0),
    folderSectors: folders.reduce((sum, { layout }) => sum + layout.totalSectors, 0),
  };
}

export const pathTableSectors = (hierarchy: Hierarchy): number => sectorsFor(hierarchy.pathTableBytes);

/** Folder extents when the first folder begins at `firstLba`. */
export function placeFolders(hierarchy: Hierarchy, firstLba: number): Map<IsoFolder, Extent> {
  const extents = new Map<IsoFolder, Extent>();
  let lba = firstLba;
  for (const { folder, layout } of hierarchy.folders) {
    extents.set(folder, { lba, sizeBytes: layout.recordsBytes });
    lba += layout.totalSectors;
  }
  return extents;
}

export type HierarchyPlaces = {
  readonly littleEndianTableLba: number;
  readonly bigEndianTableLba: number;
  readonly folderExtents: ReadonlyMap<IsoFolder, Extent>;
  readonly fileExtents: ReadonlyMap<IsoFile, Extent>;
  readonly time: Date;
};

export function writeHierarchy(image: Uint8Array, hierarchy: Hierarchy, places: HierarchyPlaces): void {
  const extentOf = (node: IsoNode): Extent =>
    (node.kind === 'folder' ? places.folderExtents.get(node) : places.fileExtents.get(node))!;
  writePathTable(image, hierarchy, { ...places, lba: places.littleEndianTableLba, littleEndian: true });
  writePathTable(image, hierarchy, { ...places, lba: places.bigEndianTableLba, littleEndian: false });
  for (const { folder, layout } of hierarchy.folders) {
    writeFolder(image, layout, { lba: extentOf(folder).lba, extentOf, time: places.time });
  }
}

function writePathTable(
  image: Uint8Array,
  hierarchy: Hierarchy,
  places: HierarchyPlaces & { readonly lba: number; readonly littleEndian: boolean },
): void {
  let at = places.lba * sectorSizeBytes;
  for (const { folder, identifier, parentNumber } of hierarchy.folders) {
    image[at] = identifier.length;
    write32(image, at + 2, places.folderExtents.get(folder)!.lba, places.littleEndian);
    write16(image, at + 6, parentNumber, places.littleEndian);
    image.set(identifier, at + 8);
    at += 8 + evenUp(identifier.length);
  }
}
