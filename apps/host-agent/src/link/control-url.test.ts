import { expect, test } from 'vitest';
import { parseControlUrl } from './control-url.ts';

test.each([
  ['https://busbar.example', { host: 'busbar.example', port: 443, isTls: true }],
  ['https://busbar.example:8443/', { host: 'busbar.example', port: 8443, isTls: true }],
  ['http://127.0.0.1:3000', { host: '127.0.0.1', port: 3000, isTls: false }],
  ['http://[::1]:3000', { host: '::1', port: 3000, isTls: false }],
  ['http://localhost', { host: 'localhost', port: 80, isTls: false }],
])('%s is an address', (text, address) => {
  expect(parseControlUrl(text)).toEqual(address);
});

test.each([
  'http://busbar.example',
  'http://127.0.0.1.example',
  'http://192.0.2.1',
  'ftp://127.0.0.1',
  'nonsense',
])('%s is refused', (text) => {
  expect(() => parseControlUrl(text)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});
