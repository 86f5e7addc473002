/** What the documents name must be there: files they link to, sources they point at, settings they list. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
})
  .toString()
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const names = new Set(files.map((file) => basename(file)));
const folders = new Set(files.flatMap((file) => parentsOf(file)));
const topFolders = [...folders].filter((folder) => !folder.includes('/'));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

function parentsOf(file: string): string[] {
  const parent = dirname(file);
  return parent === '.' ? [] : [parent, ...parentsOf(parent)];
}

/** Prose only: what stands in a fenced block is an example or a drawing. */
const withoutFences = (text: string): string => text.replaceAll(/^(```|~~~)[^\n]*\n[\s\S]*?^\1[^\n]*$/gm, '');
const withoutCode = (text: string): string => withoutFences(text).replaceAll(/`[^`\n]*`/g, '');

const linksOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z]+:/i.test(target));

/** As GitHub makes them, for headings of plain words. */
const anchorsOf = (text: string): string[] =>
  [...withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The end-to-end tests take the pictures; before their first run it is enough that they name them. */
const e2eSources = files
  .filter((file) => /^e2e\/.*\.ts$/.test(file))
  .map(read)
  .join('\n');
function isPicture(target: string): boolean {
  const name = /^docs\/images\/([a-z0-9-]+)\.png$/.exec(target)?.[1];
  return name !== undefined && new RegExp(`['"\`/]${name}(\\.png)?['"\`]`).test(e2eSources);
}

function isLinkGood(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#', 2);
  const target = path === '' ? document : normalize(join(dirname(document), path));
  if (isPicture(target)) return true;
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}

/** Code spans that are a path or a file's name in this repository; absolute ones are of other machines. */
function referencesOf(text: string): string[] {
  return [...withoutFences(text).matchAll(/`([^`\s]+)`/g)]
    .map((match) => (match[1] ?? '').replace(/:\d+$/, ''))
    .filter((span) => !/^[/~.]|[<>{}$=,;'"|]|\(\)/.test(span))
    .filter((span) => {
      const isOurs = topFolders.some((folder) => span.startsWith(`${folder}/`));
      return isOurs || (!span.includes('/') && /\.(ts|tsx|mjs|sh|Dockerfile)$/.test(span));
    });
}

function isReferenceGood(reference: string): boolean {
  const path = reference.replace(/\/$/, '');
  if (!path.includes('*'))
    return path.includes('/') ? files.includes(path) || folders.has(path) : names.has(path);
  const parts = path.split('*').map((part) => part.replaceAll(/[.\\[\]()+?^$|]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('[^/]*')}$`);
  return [...files, ...folders].some((file) => pattern.test(file));
}

const documents = files.filter((file) => file.endsWith('.md'));

describe.each(documents)('%s', (document) => {
  it('links to what is there', () => {
    expect(linksOf(read(document)).filter((link) => !isLinkGood(document, link))).toEqual([]);
  });

  it('names files that are there', () => {
    expect(referencesOf(read(document)).filter((reference) => !isReferenceGood(reference))).toEqual([]);
  });
});

describe('.env.example', () => {
  const listed = [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]);

  it('lists exactly the variables that the programs read', () => {
    const readers = files.filter((file) => /(^|\/)environment\.(ts|mjs)$/.test(file));
    const variables = readers.flatMap((file) => [
      ...read(file).matchAll(/\b(?:BUSBAR_[A-Z_]+[A-Z]|(?<=\benv\.)[A-Z][A-Z0-9_]+)\b/g),
    ]);
    const known = new Set(variables.map(([name]) => name).filter((name) => name !== 'PATH'));
    expect([...listed].sort()).toEqual([...known].sort());
  });

  it('lists each once', () => expect(new Set(listed).size).toBe(listed.length));
});
