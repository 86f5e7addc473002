/** Words that stand in for placeholders while a template is parsed as YAML. */
import type { ResolvedPlaceholder, ResolvedSegment } from './render-text.ts';

export type Words = {
  readonly wordOf: (placeholder: ResolvedPlaceholder) => string;
  readonly isIn: (text: string) => boolean;
  /** The placeholder when `text` is exactly its word. */
  readonly only: (text: string) => ResolvedPlaceholder | undefined;
  readonly within: (text: string) => ResolvedPlaceholder[];
  /** `text` with each word replaced by its value, written as `write` says. */
  readonly fill: (text: string, write: (value: string, offset: number) => string) => string;
};

/** Letters and digits only, so that a word is plain-safe wherever YAML allows a scalar. */
export function wordsFor(segments: readonly ResolvedSegment[]): Words {
  const placeholders = segments.filter((segment) => segment.kind === 'placeholder');
  const texts = segments.flatMap((segment) => (segment.kind === 'text' ? [segment.text] : []));
  const prefix = unusedPrefix(texts);
  const pattern = new RegExp(`${prefix}(\\d+)z`, 'g');
  const numbers = new Map(placeholders.map((placeholder, index) => [placeholder, index]));
  const within = (text: string): ResolvedPlaceholder[] =>
    [...text.matchAll(pattern)].map((match) => placeholders[Number(match[1])]!);
  return {
    wordOf: (placeholder) => `${prefix}${numbers.get(placeholder)}z`,
    isIn: (text) => text.includes(prefix),
    only: (text) =>
      text.replace(pattern, '') === '' && within(text).length === 1 ? within(text)[0] : undefined,
    within,
    fill: (text, write) =>
      text.replaceAll(pattern, (_, index: string, offset: number) =>
        write(placeholders[Number(index)]!.value.text, offset),
      ),
  };
}

function unusedPrefix(texts: readonly string[]): string {
  for (let attempt = 0; ; attempt++) {
    const prefix = `busbarvalue${attempt === 0 ? '' : `${attempt}`}x`;
    if (!texts.some((text) => text.includes(prefix))) return prefix;
  }
}
