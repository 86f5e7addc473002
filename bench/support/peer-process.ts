import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type PeerProcess = { readonly pid: number; readonly stop: () => Promise<void> };

const readyWithinMs = 30_000;

/**
 * Starts `peers/<name>.ts` as a process of its own and resolves when it says that it is ready. It ends with
 * its IPC channel, so it never outlives the benchmark, however that ends.
 */
export async function startPeer(name: string, args: readonly string[]): Promise<PeerProcess> {
  const file = fileURLToPath(new URL(`./peers/${name}.ts`, import.meta.url));
  const child = fork(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    await isReady(child, name);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return { pid: child.pid ?? 0, stop: () => stop(child) };
}

function isReady(child: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The peer ${name} is not ready in time.`)),
      readyWithinMs,
    );
    child.once('message', () => {
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The peer ${name} ended with ${code} before it was ready.`));
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
