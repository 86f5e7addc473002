import { expect, it } from 'vitest';
import { savedQuery } from './saved-query.ts';

it('is the same for the same list, whatever the order and wherever somebody is in it', () => {
  expect(savedQuery('?state=failed&at=1&sort=-host')).toBe(savedQuery('sort=-host&peek=2&state=failed'));
  expect(savedQuery('sort=-host&state=failed')).toBe('sort=-host&state=failed');
});

it('is empty for the whole list', () => {
  expect(savedQuery('at=5')).toBe('');
});
