import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

it('starts a private Redis again when it has been killed, and leaves none behind', async () => {
  const folder = await temporaryDirectory();
  const script = `
    import { readFileSync } from 'node:fs';
    import { provideRedis } from './scripts/start/provide-redis.mjs';
    import { startTimeOf } from './scripts/start/processes.mjs';
    const folder = process.env.FOLDER;
    const paths = { runtimeFolder: folder, recordsFolder: folder, redisFolder: folder, logsFolder: folder };
    const pidOf = () => JSON.parse(readFileSync(folder + '/redis.json', 'utf8')).pid;
    const { promise, resolve } = Promise.withResolvers();
    const report = { step: (_title, work) => work(), line: (text) => resolve(text) };
    const redis = await provideRedis({ environment: { redis: null }, paths, report });
    const first = pidOf();
    process.kill(first, 'SIGKILL');
    const line = await promise;
    const second = pidOf();
    process.kill(second, 0);
    await redis.stop();
    const isGone = startTimeOf(second) === null; // also when it is dead and not yet reaped
    console.log(JSON.stringify({ line, isAnother: first !== second, isGone }));`;
  try {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: root,
      env: { ...process.env, FOLDER: folder.path },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      line: 'Redis had ended and was started again.',
      isAnother: true,
      isGone: true,
    });
  } finally {
    await folder.remove();
  }
});
