/** PowerShell's wildcards: `*`, `?`, `[a-z]`, escaped by a backtick; letters match in either case. Pure. */
import { HypervError } from '../call/hyperv-error.ts';

export const hasWildcard = (pattern: string): boolean => /[*?[]/.test(pattern.replace(/`./gs, ''));

/** @throws HypervError for a pattern that is none, such as a range that runs backwards. */
export function wildcardMatcher(pattern: string): (text: string) => boolean {
  const expression = compile([...tokens(pattern)].join(''));
  if (expression === null) {
    throw new HypervError('InvalidParameter', 'The specified wildcard character pattern is not valid.');
  }
  return (text) => expression.test(text);
}

function compile(source: string): RegExp | null {
  try {
    return new RegExp(`^${source}$`, 'isu');
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function* tokens(pattern: string): Generator<string> {
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at]!;
    const end = characters.indexOf(']', at + 2);
    if (character === '`' && at + 1 < characters.length) {
      at += 1;
      yield literal(characters[at]!);
    } else if (character === '*') yield '.*';
    else if (character === '?') yield '.';
    else if (character === '[' && end > 0) {
      const inside = characters.slice(at + 1, end).map((each) => (each === '-' ? '-' : literal(each)));
      yield `[${inside.join('')}]`;
      at = end;
    } else yield literal(character);
  }
}

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|]/u, '\\$&');
