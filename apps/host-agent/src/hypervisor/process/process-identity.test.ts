import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endSession } from './end-session.ts';
import { identifyProcess, isSameProcessAlive, parseProcessStat } from './process-identity.ts';

test('reads a stat line whose program has blanks and parentheses in its name', () => {
  const fields = ['S', '1', '42', '41', ...Array.from({ length: 15 }, () => '0'), '12345', '0'];
  const line = `42 (a) b) (c) ${fields.join(' ')}`;
  expect(parseProcessStat(line)).toEqual({ state: 'S', session: 41, startTime: '12345' });
});

test('knows itself, and nobody who has only the pid in common', async () => {
  const self = (await identifyProcess(process.pid))!;
  expect(await isSameProcessAlive(self)).toBe(true);
  expect(await isSameProcessAlive({ ...self, startTime: '1' })).toBe(false);
  expect(await isSameProcessAlive({ ...self, machineBootId: 'another boot' })).toBe(false);
});

test('ends a whole session, grandchildren included, and waits for it', async () => {
  const child = spawn('sh', ['-c', 'sleep 100 & echo $!; wait'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  const grandchild = (await identifyProcess(Number(first.toString())))!;
  await endSession((await identifyProcess(child.pid!))!);
  expect(await isSameProcessAlive(grandchild)).toBe(false);
  expect(await identifyProcess(child.pid!)).toBeNull();
});
