import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';

const names = ['BUSBAR_HYPERV_HOST_COMMAND', 'BUSBAR_HYPERV_CHANNELS'] as const;
afterEach(() => {
  for (const name of [...names, 'BUSBAR_JOB_LIMIT', 'ProgramData']) delete process.env[name];
});

function withSettings(command: string | undefined, channels: string | undefined) {
  if (command !== undefined) process.env[names[0]] = command;
  if (channels !== undefined) process.env[names[1]] = channels;
  return readEnvironment().simulatedHyperv;
}

test('a simulated Hyper-V is a command with blanks and quotes in it, and a folder', () => {
  expect(withSettings(undefined, undefined)).toBeNull();
  const command = ['/opt/a node', '--name', 'it\'s "h1"'];
  expect(withSettings(JSON.stringify(command), '/sim/h1')).toEqual({ command, channelsFolder: '/sim/h1' });
});

test.each([
  ['node stand-in.ts', '/sim', 'not JSON'],
  ['[]', '/sim', 'BUSBAR_HYPERV_HOST_COMMAND'],
  ['["node", 1]', '/sim', 'BUSBAR_HYPERV_HOST_COMMAND'],
  ['["node"]', undefined, 'belong together'],
  [undefined, '/sim', 'belong together'],
])('%j with %j is refused', (command, channels, words) => {
  expect(() => withSettings(command, channels)).toThrow(words);
});

test('on Windows the installer’s folders are the default, and host.env beside them holds the settings', async () => {
  const programData = await temporaryDirectory();
  process.env.ProgramData = programData.path;
  const folder = join(programData.path, 'Busbar');
  expect(readEnvironment('win32')).toMatchObject({ stateFolder: join(folder, 'host'), jobLimit: 4 });
  await mkdir(folder);
  await writeFile(join(folder, 'host.env'), 'BUSBAR_JOB_LIMIT=7\n');
  expect(readEnvironment('win32').jobLimit).toBe(7);
  await programData.remove();
});
