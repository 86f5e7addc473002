import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { endSession } from '../process/end-session.ts';
import { systemEnvironment } from '../process/find-program.ts';
import { identifyProcess, isSameProcessAlive, type ProcessIdentity } from '../process/process-identity.ts';
import { Words } from '../process/words.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { socketNames } from './qemu-command.ts';
import { withQmp } from './qmp-client.ts';

/** QEMU listens within 100 ms of its start; a busy machine takes longer. */
const readyDeadlineMs = 20_000;
const pollMs = 10;

/** Becomes QEMU when told so, after its process is on record; ends when the agent dies before that. */
const waitForWord = 'IFS= read -r word <&3 && [ "$word" = go ] && exec 3>&- && exec "$@"';

export type QemuStart = {
  readonly store: VmStore;
  readonly vmId: string;
  readonly runtimeFolder: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
};

/** Starts QEMU detached and returns once its QMP socket is there. */
export async function startQemu({ store, vmId, runtimeFolder, args, signal }: QemuStart): Promise<void> {
  await rm(runtimeFolder, { recursive: true, force: true });
  await mkdir(runtimeFolder, { recursive: true, mode: 0o700 });
  const log = store.pathOf(vmId, 'qemu.log');
  await using output = await open(log, 'w', 0o600);
  const child = spawn('sh', ['-c', waitForWord, 'busbar-qemu', 'qemu-system-x86_64', ...args], {
    detached: true,
    cwd: runtimeFolder,
    env: systemEnvironment,
    stdio: ['ignore', output.fd, output.fd, 'pipe'],
  });
  const words = new Words(child.stdio[3] as Duplex);
  try {
    const identity = await identify(child.pid);
    await store.writeProcess(vmId, identity);
    words.say('go');
    await untilAnswering(identity, join(runtimeFolder, socketNames.qmp), signal);
    child.unref();
  } catch (error) {
    child.kill('SIGKILL');
    await rm(store.pathOf(vmId, 'process.json'), { force: true });
    throw await describe(error, log);
  } finally {
    words.close();
  }
}

async function identify(pid: number | undefined): Promise<ProcessIdentity> {
  const identity = pid === undefined ? null : await identifyProcess(pid);
  if (identity === null) throw new AppError('internal', 'QEMU could not be started.');
  return identity;
}

/** QEMU listens before it makes its devices, and answers once it has them all. */
async function untilAnswering(identity: ProcessIdentity, qmp: string, signal: AbortSignal): Promise<void> {
  const endsAt = performance.now() + readyDeadlineMs;
  while (!(await isAnswering(qmp, signal))) {
    signal.throwIfAborted();
    if (!(await isSameProcessAlive(identity))) throw new AppError('internal', 'QEMU ended at once.');
    if (performance.now() > endsAt) throw new AppError('deadline-exceeded', 'QEMU did not listen in time.');
    await delay(pollMs);
  }
}

/** False while there is no socket, and in the moment in which it is there and nobody listens yet. */
async function isAnswering(qmp: string, signal: AbortSignal): Promise<boolean> {
  try {
    await withQmp(qmp, signal, (client) => client.run('query-status', {}, signal));
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'guest-unreachable') return false;
    throw error;
  }
}

/** QEMU's own words say more than "it ended". */
async function describe(error: unknown, log: string): Promise<AppError> {
  const failure = toAppError(error);
  const words = (await readFile(log, 'utf8')).trim().slice(-1000);
  if (!['internal', 'unavailable'].includes(failure.code) || words === '') return failure;
  return new AppError('internal', `QEMU did not start: ${words}`, { cause: error });
}

/** Waits for QEMU to end by itself, then kills it. */
export async function endQemu(identity: ProcessIdentity, graceMs: number): Promise<void> {
  const endsAt = performance.now() + graceMs;
  while (performance.now() < endsAt) {
    if (!(await isSameProcessAlive(identity))) return;
    await delay(pollMs);
  }
  await endSession(identity);
}
