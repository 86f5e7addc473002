import { describe, expect, test } from 'vitest';
import { hasWildcard, wildcardMatcher } from './wildcard.ts';

describe('wildcards of PowerShell', () => {
  test.each([
    ['web*', 'WEB1', true],
    ['w?b', 'web', true],
    ['w?b', 'weeb', false],
    ['[a-c]1', 'B1', true],
    ['[a-c]1', 'd1', false],
    ['a`*b', 'a*b', true],
    ['a`*b', 'axb', false],
    ['a.b', 'axb', false],
    ['$(x)', '$(x)', true],
    ['[', '[', true],
    ['*', 'two\nlines', true],
    ['?', '😀', true],
  ])('%j and %j: %j', (pattern, text, isMatch) => {
    expect(wildcardMatcher(pattern)(text)).toBe(isMatch);
  });

  test('tells a plain name from a pattern', () => {
    expect(['web1', 'a`*b', 'w*', 'w?', '[ab]'].map(hasWildcard)).toEqual([false, false, true, true, true]);
  });
});
