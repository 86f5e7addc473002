/**
 * Templates from vmgenie's `etc/cloud`: a folder for each system, in it one for each version, in that (or in its
 * `seed-data`) the documents, with `{{ NAME }}` for what is asked when a VM is made. Pure.
 */
import {
  builtInVariables,
  documentLimitBytes,
  type SeedDocumentName,
  type SeedDocuments,
  type TemplateVariable,
} from '@busbar/shared/domain/template';
import { formatOf } from '../document-format.ts';
import { splitPlaceholders } from '../render/placeholders.ts';
import { vmgenieVariable } from './vmgenie-variables.ts';

/** `path` with slashes, from whichever folder was chosen; `text` is null for what is too large to be read. */
export type TreeFile = { readonly path: string; readonly text: string | null };

export type TreeTemplate = {
  /** `Ubuntu/24.04` */
  readonly folder: string;
  /** The same for the same folder, so that a later import is a new version. */
  readonly slug: string;
  readonly title: string;
  readonly documents: SeedDocuments;
  readonly variables: readonly TemplateVariable[];
};

export type TreeReading = {
  readonly templates: readonly TreeTemplate[];
  /** Files and folders that give no template, with the reason. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
};

const documentNames: ReadonlyMap<string, SeedDocumentName> = new Map([
  ['meta-data', 'metaData'],
  ['user-data', 'userData'],
  ['network-config', 'networkConfig'],
  ['vendor-data', 'vendorData'],
]);

/** vmgenie makes one where the tree has none. */
const usualMetaData = 'instance-id: {{ INSTANCE }}\nlocal-hostname: {{ HOSTNAME }}\n';
const slugLimit = 64;

/** Whether a file of the tree is worth reading. */
export const isTreeDocument = (path: string): boolean => placeOf(path) !== null;

export function readVmgenieTree(files: readonly TreeFile[]): TreeReading {
  const folders = new Map<string, Partial<Record<SeedDocumentName, string>>>();
  const skipped: { path: string; reason: string }[] = [];
  for (const { path, text } of files) {
    const place = placeOf(path);
    if (place === null) continue;
    if (text === null || text.includes('\0') || text.length > documentLimitBytes) {
      skipped.push({ path, reason: 'It is no text of at most 1 MiB.' });
      continue;
    }
    const documents = folders.get(place.folder) ?? {};
    folders.set(place.folder, { ...documents, [place.name]: asBusbarWrites(text) });
  }
  const templates: TreeTemplate[] = [];
  for (const [folder, documents] of folders) {
    const { userData } = documents;
    if (userData === undefined) skipped.push({ path: folder, reason: 'It has no user-data.' });
    else templates.push(templateOf(folder, { ...documents, userData }));
  }
  return { templates: templates.sort((one, other) => one.title.localeCompare(other.title, 'en')), skipped };
}

function placeOf(path: string): { readonly folder: string; readonly name: SeedDocumentName } | null {
  const parts = path.split('/').filter((part) => part !== '');
  const name = documentNames.get(parts.pop() ?? '');
  if (parts.at(-1) === 'seed-data') parts.pop();
  const [system, version] = parts.slice(-2);
  if (name === undefined || system === undefined || version === undefined) return null;
  return { folder: `${system}/${version}`, name };
}

/** Without byte-order mark and carriage returns; early trees wrote the names in small letters. */
const asBusbarWrites = (text: string): string =>
  text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replace(/\{\{ *([a-z_]+) *\}\}/g, (raw, name: string) => {
      const known = name.toUpperCase();
      return isBuiltIn(known) || vmgenieVariable(known, '', '') !== null ? `{{ ${known} }}` : raw;
    });

const isBuiltIn = (name: string): boolean => builtInVariables.some((known) => known === name);

function templateOf(
  folder: string,
  found: Partial<SeedDocuments> & Pick<SeedDocuments, 'userData'>,
): TreeTemplate {
  const [system = '', version = ''] = folder.split('/');
  const { metaData = usualMetaData, userData, networkConfig, vendorData } = found;
  const documents: SeedDocuments = {
    metaData,
    userData,
    // An empty one would break cloud-init.
    ...(networkConfig !== undefined && networkConfig.trim() !== '' && { networkConfig }),
    ...(vendorData !== undefined && vendorData.trim() !== '' && { vendorData }),
  };
  return {
    folder,
    slug: slugOf(`vmgenie-${system}-${version}`),
    title: `${system} ${version} (vmgenie)`,
    documents,
    variables: variablesOf(documents, system, version),
  };
}

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, slugLimit)
    .replace(/^-+|-+$/g, '');

/** In the order in which they are met. */
function variablesOf(documents: SeedDocuments, system: string, version: string): TemplateVariable[] {
  const names = Object.values(documents).flatMap((text = '') =>
    splitPlaceholders(text, formatOf(text).isJinja).flatMap((segment) =>
      segment.kind === 'placeholder' && segment.name !== null ? [segment.name] : [],
    ),
  );
  return [...new Set(names)]
    .filter((name) => !isBuiltIn(name))
    .map((name) => vmgenieVariable(name, system, version) ?? unknownVariable(name));
}

const unknownVariable = (name: string): TemplateVariable => ({
  name,
  label: name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' '),
  help: '',
  type: 'text',
  choices: [],
  defaultValue: '',
  required: true,
});
