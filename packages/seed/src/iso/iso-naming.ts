/** What differs between a disc's two trees: how a node is named and sorted, and what Rock Ridge adds. */
import { ascii, ucs2 } from './byte-fields.ts';
import type { IsoFolder, IsoNode } from './iso-tree.ts';
import { extensionField, markField, nameField, permissionField, timeField } from './rock-ridge.ts';

/** Fields of one record; `continued` ones go to a continuation area even if there were room. */
export type SystemUse = { readonly inline: readonly Uint8Array[]; readonly continued: readonly Uint8Array[] };

export type Naming = {
  readonly identifier: (node: IsoNode) => Uint8Array;
  readonly compare: (a: IsoNode, b: IsoNode) => number;
  /** `role` tells a folder's own record ("."), its parent's ("..") and a child's apart. */
  readonly systemUse: (
    node: IsoNode,
    role: 'self' | 'self-of-root' | 'parent' | 'child',
    time: Date,
  ) => SystemUse;
};

const defaultFileMode = 0o444;
const folderMode = 0o040_555;
const regularFile = 0o100_000;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** ECMA-119 §9.3: name and extension are compared as if padded with spaces. */
const isoSortKey = (node: IsoNode): string => {
  const [base = '', extension = ''] = node.isoName.split('.');
  return base.padEnd(8) + extension.padEnd(3);
};

const linksOf = (folder: IsoFolder): number =>
  2 + folder.children.filter((child) => child.kind === 'folder').length;

const permissions = (node: IsoNode): Uint8Array =>
  node.kind === 'folder'
    ? permissionField(folderMode, linksOf(node))
    : permissionField(regularFile | ((node.entry.mode ?? defaultFileMode) & 0o7777), 1);

/** The primary tree: 8.3 names, real names and modes in Rock Ridge. */
export const primaryNaming: Naming = {
  identifier: (node) => ascii(node.kind === 'file' ? `${node.isoName};1` : node.isoName),
  compare: (a, b) => compareText(isoSortKey(a), isoSortKey(b)),
  systemUse: (node, role, time) => {
    const common = [permissions(node), timeField(time)];
    if (role === 'self-of-root') return { inline: [markField(), ...common], continued: [extensionField()] };
    return { inline: role === 'child' ? [...common, nameField(node.name)] : common, continued: [] };
  },
};

/** The Joliet tree: UCS-2 names for Windows, without version as genisoimage writes them. UTF-16 order is the byte order of its identifiers. */
export const jolietNaming: Naming = {
  identifier: (node) => ucs2(node.name),
  compare: (a, b) => compareText(a.name, b.name),
  systemUse: () => ({ inline: [], continued: [] }),
};
