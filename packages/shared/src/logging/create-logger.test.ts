import { spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
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

test('a full disk under the log does not fail who logs', () => {
  const url = new URL('./create-logger.ts', import.meta.url);
  const program = `import { createLogger } from '${url.href}';
    const log = createLogger({ name: 't' });
    for (let line = 0; line < 100; line++) log.info('x'.repeat(1000));
    process.stderr.write('went on');`;
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'went on' });
});
