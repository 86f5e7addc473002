/**
 * Masks what a guest says that it applied, like the intended document. The secrets' values are erased by then,
 * so they are found by their place: where the intended text has a mask, the applied text has the secret. What
 * could be a secret and cannot be placed is not shown. Pure; the guest's text is hostile and only compared.
 */
import type { SeedDocumentName, SeedDocuments } from '@busbar/shared/domain/template';
import { mask } from '../render/mask-secrets.ts';

export const notShown = `${mask} (not shown: it may hold a secret)`;

export type AppliedTexts = { readonly [Name in SeedDocumentName]?: string | undefined };

/** Shorter ones would be found everywhere. */
const shortestSecret = 4;

export function maskApplied(intended: SeedDocuments, applied: AppliedTexts): AppliedTexts {
  const names = Object.keys(applied) as SeedDocumentName[];
  const found = new Set<string>();
  const placed = names.map(
    (name) => [name, maskByPlace(intended[name] ?? '', applied[name] ?? '', found)] as const,
  );
  const secrets = [...found]
    .filter(({ length }) => length >= shortestSecret)
    .sort((a, b) => b.length - a.length);
  const hide = (text: string): string =>
    secrets.reduce((hidden, secret) => hidden.replaceAll(secret, mask), text);
  return Object.fromEntries(placed.map(([name, text]) => [name, hide(text)]));
}

/** A line of the intended document in which something is masked: what stands around the masks. */
type MaskedLine = { readonly line: string; readonly around: readonly string[]; isFound: boolean };

function maskByPlace(intended: string, applied: string, found: Set<string>): string {
  const lines = intended.split('\n');
  const masked = lines
    .filter((line) => line.includes(mask))
    .map((line): MaskedLine => ({ line, around: line.split(mask), isFound: false }));
  if (masked.length === 0) return applied;
  const known = new Set(lines);
  const isCloudConfig = intended.startsWith('#cloud-config');
  /** Lines that are indented deeper than this may belong to the secret above them. */
  let secretIndent = Number.POSITIVE_INFINITY;
  const shown = applied.split('\n').map((line): { text: string; isOwn: boolean } => {
    if (known.has(line)) {
      secretIndent = Number.POSITIVE_INFINITY;
      return { text: line, isOwn: false };
    }
    const place = masked.find(({ around }) => findSecrets(line, around) !== null);
    if (place !== undefined) {
      place.isFound = true;
      secretIndent = isCloudConfig ? indentOf(line) : -1;
      for (const secret of findSecrets(line, place.around) ?? []) found.add(unquoted(secret));
      return { text: place.line, isOwn: false };
    }
    // A secret of several lines goes on below the line where it begins: in YAML deeper, in a script anyhow.
    return indentOf(line) > secretIndent ? { text: notShown, isOwn: false } : { text: line, isOwn: true };
  });
  const isUnplaced = masked.some(({ isFound }) => !isFound);
  return shown.map(({ text, isOwn }) => (isOwn && isUnplaced ? notShown : text)).join('\n');
}

/** What stands between these parts in a line; null when the line is not made so. Linear: lines come from guests. */
function findSecrets(line: string, around: readonly string[]): readonly string[] | null {
  const [first = '', ...rest] = around;
  const last = rest.pop() ?? '';
  if (!line.startsWith(first) || !line.endsWith(last) || line.length < first.length + last.length)
    return null;
  const end = line.length - last.length;
  const secrets: string[] = [];
  let from = first.length;
  for (const part of rest) {
    const at = line.indexOf(part, from);
    if (at === -1 || at + part.length > end) return null;
    secrets.push(line.slice(from, at));
    from = at + part.length;
  }
  return [...secrets, line.slice(from, end)];
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');
