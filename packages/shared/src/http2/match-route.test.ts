import { expect, test } from 'vitest';
import { compileRoutes } from './match-route.ts';

const match = compileRoutes({
  'GET /v1/vms/:vmId': 'vm',
  'GET /v1/vms/new': 'new',
  '* /v1/vms/:vmId/guest/*': 'guest',
  'POST /v1/hello': 'hello',
});

test('routes match by method and segments, the most exact first', () => {
  expect(match('GET', '/v1/vms/a%20b')).toEqual({ handler: 'vm', params: { vmId: 'a b' } });
  expect(match('GET', '/v1/vms/new')?.handler).toBe('new');
  expect(match('PUT', '/v1/vms/7/guest/v1/x%2Fy')).toEqual({
    handler: 'guest',
    params: { vmId: '7', '*': 'v1/x%2Fy' },
  });
  for (const path of ['/v1/hello/', '/v1', '/', '', '/v1/vms/', '/v1/vms/7/guest'])
    expect(match('POST', path)).toBeNull();
  expect(match('GET', '/v1/hello')).toBeNull();
});

test('a path that is not validly encoded is refused, and so is a table with a bad key', () => {
  expect(() => match('GET', '/v1/vms/%ff')).toThrow(/percent-encoded/);
  expect(() => compileRoutes({ '/v1': 1 })).toThrow(/METHOD/);
});
