import { expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

test('a program whose disk is full is told apart, with what to do', async () => {
  const writing = runProgram('dd', ['if=/dev/zero', 'of=/dev/full', 'bs=1', 'count=1']);
  await expect(writing).rejects.toMatchObject({
    code: 'insufficient-storage',
    message: expect.stringContaining('No space left on device'),
    userMessage: expect.stringContaining('Free some space there'),
  });
});

test('says what comes on its standard output while it runs', async () => {
  const heard: string[] = [];
  const said = await runProgram('printf', ['%s', 'one'], { onOutput: (text) => heard.push(text) });
  expect([said, heard.join('')]).toEqual(['one', 'one']);
});

test('a program that fails is an error in its own words', async () => {
  const failing = runProgram('sh', ['-c', 'echo wrong >&2; exit 3']);
  await expect(failing).rejects.toMatchObject({ code: 'internal', message: 'sh ended with 3: wrong' });
});
