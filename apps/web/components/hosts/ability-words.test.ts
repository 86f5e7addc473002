import { expect, test } from 'vitest';
import { abilityWords } from './ability-words.ts';

test('abilities are said in words and in one order, whatever the host’s; a new one keeps its name', () => {
  expect(abilityWords(['time-travel', 'importing', 'exporting'])).toBe('export · import · time-travel');
  expect(abilityWords([])).toBe('');
});
