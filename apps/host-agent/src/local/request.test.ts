import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRequest } from './request.ts';

const good = { id: '1', command: 'status', parameters: {} };

test.each([
  good,
  { ...good, timestamp: '2025-08-01T10:00:00.1234567Z' },
  { ...good, parameters: { action: 'list', nested: { a: [1, null] } } },
  { ...good, id: 'ünïcode "quoted"' },
])('%j is a request', (request) => {
  expect(parseRequest(JSON.stringify(request))).toEqual({ request });
});

test.each([
  ['{"id":"7","command":', '7', 'unknown', 'Invalid JSON'],
  ['{"command":"x","id" : "a\\"b" oops', 'a"b', 'unknown', 'Invalid JSON'],
  ['garbage', '', 'unknown', 'Invalid JSON'],
  ["{'id':'7'}", '', 'unknown', 'Invalid JSON'],
  ['[', '', 'unknown', 'Invalid JSON'],
  ['['.repeat(100_000), '', 'unknown', 'Invalid JSON'],
  ['7', '', 'unknown', 'the request'],
  ['null', '', 'unknown', 'the request'],
  ['[]', '', 'unknown', 'the request'],
  ['{}', '', 'unknown', 'id'],
  [JSON.stringify({ ...good, id: ' ' }), ' ', 'status', 'id: It must not be blank'],
  [JSON.stringify({ ...good, id: 7 }), '', 'status', 'id'],
  [JSON.stringify({ ...good, command: '' }), '1', 'unknown', 'command'],
  [JSON.stringify({ ...good, command: '\t' }), '1', 'unknown', 'command'],
  [JSON.stringify({ id: '1', command: 'vm' }), '1', 'vm', 'parameters'],
  [JSON.stringify({ ...good, parameters: [] }), '1', 'status', 'parameters'],
  [JSON.stringify({ ...good, parameters: null }), '1', 'status', 'parameters'],
  [JSON.stringify({ ...good, parameters: 'x' }), '1', 'status', 'parameters'],
  [JSON.stringify({ ...good, timestamp: 7 }), '1', 'status', 'timestamp'],
])('%.60s is refused with what could be read of it', (text, id, command, words) => {
  const parsed = parseRequest(text);
  expect(parsed).toMatchObject({ refusal: { id, command } });
  expect('refusal' in parsed && parsed.refusal.reason).toContain(words);
});

test('no text whatever makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseRequest(text)));
  fc.assert(fc.property(fc.json(), (text) => void parseRequest(text)));
});
