import { expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

const policy = { publicUrl: 'https://busbar.example', trustProxy: false };

it.each([
  [{ origin: 'https://busbar.example', host: 'inside:7420' }, true],
  [{ origin: 'http://127.0.0.1:7420', host: '127.0.0.1:7420' }, true],
  [{ host: '127.0.0.1:7420' }, true],
  [{ origin: 'https://evil.example', host: 'busbar.example' }, false],
  [{ origin: 'null', host: 'busbar.example' }, false],
  [{ origin: 'https://evil.example' }, false],
  [{ host: 'busbar.example', 'sec-fetch-site': 'cross-site' }, false],
])('judges %j as %s', (headers, expected) => {
  expect(isSameOrigin(headers, policy)).toBe(expected);
});
