import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@busbar/shared/testing/wait-for';

const main = fileURLToPath(new URL('../../apps/guest-agent/src/main.ts', import.meta.url));

/** The real guest agent, as a process of its own, on a UNIX socket. Resolves when it listens. */
export async function startGuestAgent(socketPath: string): Promise<{ readonly stop: () => Promise<void> }> {
  const args = [main, 'serve', '--channel', `unix:${socketPath}`];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const stop = async (): Promise<void> => {
    process.off('exit', killWithUs);
    child.kill('SIGTERM');
    await exited;
  };
  await waitFor('the guest agent to listen', () => existsSync(socketPath)).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { stop };
}
