import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger } from './create-logger.ts';

test('a child carries its ids, and what is named like a secret is not written', () => {
  const destination = new PassThrough();
  const logger = createLogger({ name: 'host-agent', destination }).child({ vmId: 'v1' });
  logger.info({ token: 'abc', job: { password: 'def', size: 7 } }, 'created');
  const line = JSON.parse(String(destination.read()));
  expect(line).toMatchObject({
    name: 'host-agent',
    vmId: 'v1',
    msg: 'created',
    token: '[secret]',
    job: { password: '[secret]', size: 7 },
  });
});

test('pretty is one line with level, name, message and facts; the level is a threshold', () => {
  const destination = new PassThrough();
  const logger = createLogger({ name: 'web', destination, pretty: true, level: 'warn' });
  logger.info('not written');
  logger.warn({ jobId: 'j' }, 'slow');
  expect(String(destination.read())).toMatch(/^\d\d:\d\d:\d\d warn {2}web: slow jobId=j\n$/);
});
