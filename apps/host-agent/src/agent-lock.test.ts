import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { expect, test } from 'vitest';
import { lockState } from './agent-lock.ts';
import { identifyProcess } from './hypervisor/process/process-identity.ts';

test('a state folder belongs to one living agent, and to the next when that one has died', async () => {
  const folder = await temporaryDirectory();
  const path = join(folder.path, 'agent.lock');
  const other = spawn('sleep', ['60']);
  await once(other, 'spawn');
  await writeFile(path, JSON.stringify(await identifyProcess(other.pid ?? 0)));
  await expect(lockState(path)).rejects.toMatchObject({ code: 'conflict' });
  other.kill('SIGKILL');
  await once(other, 'exit');
  const unlock = await lockState(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
  await unlock();
  await folder.remove();
});
