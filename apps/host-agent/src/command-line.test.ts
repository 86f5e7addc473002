import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { expect, onTestFinished, test } from 'vitest';
import { tellAccelerator } from './hypervisor/testing/known-accelerator.ts';
import { startControlPeer } from './testing/control-peer.ts';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));

async function busbarHost(stateFolder: string, ...args: readonly string[]) {
  const env = { ...process.env, BUSBAR_HOST_STATE: stateFolder, BUSBAR_RUNTIME: stateFolder };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { said, exitCode };
}

test('an agent whose start fails half-way says why, and ends', async () => {
  const folder = await temporaryDirectory();
  onTestFinished(folder.remove);
  await tellAccelerator(join(folder.path, 'qemu'));
  const peer = await startControlPeer();
  onTestFinished(() => peer.close());
  const where = ['--url', peer.url, '--token', 'one-time-token-123', '--key', peer.fingerprint];
  expect(await busbarHost(folder.path, 'enrol', ...where)).toEqual({ said: '', exitCode: 0 });
  // By then its journal is open, and its drivers are watched.
  await writeFile(join(folder.path, 'isos'), 'in the way');

  const { said, exitCode } = await busbarHost(folder.path, 'run');

  expect(said).toMatch(/^busbar-host: EEXIST: .*isos/);
  expect(exitCode).toBe(1);
});
