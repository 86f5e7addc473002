import { access, lchown, mkdir, open, readFile, rm } from 'node:fs/promises';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { endSession } from '../process/end-session.ts';
import { identifyProcess } from '../process/process-identity.ts';
import type { VmStore } from '../vms/vm-store.ts';
import { type NamespacePaths, sandboxCommand } from './namespace-command.ts';
import { type MappedProcess, startMapped } from './start-mapped.ts';
import type { UidPlan } from './uid-plan.ts';

/** Mounting takes 20–60 ms; a machine so busy that it needs this long has other troubles. */
const startDeadlineMs = 20_000;

export type SandboxStart = {
  readonly store: VmStore;
  readonly vmId: string;
  readonly name: string;
  readonly paths: NamespacePaths;
  readonly plan: UidPlan;
  readonly signal: AbortSignal;
};

/**
 * Starts a sandbox that is off, and returns once its init runs. Its process is recorded before it can do
 * anything, so that an agent killed at any moment leaves either nothing or a VM that its successor adopts.
 */
export async function startSandbox(start: SandboxStart): Promise<void> {
  const { store, vmId, paths, plan } = start;
  await requireExecutable(paths.guestExecutable);
  await makeChannelFolder(paths.channel, plan);
  const console = store.pathOf(vmId, 'console.log');
  await using output = await open(console, 'w', 0o600);
  const deadline = AbortSignal.timeout(startDeadlineMs);
  const signal = AbortSignal.any([start.signal, deadline]);
  const started = await startMapped({
    command: sandboxCommand(start.name, paths, plan),
    plan,
    output,
    beforeStart: (pid) => recordProcess(store, vmId, pid),
    signal,
  }).catch(async (error: unknown) => {
    throw await describe(error, console);
  });
  await becomeUp(started, { ...start, signal }, console);
}

async function becomeUp(started: MappedProcess, start: SandboxStart, console: string): Promise<void> {
  try {
    await started.words.expect('up', start.signal);
    started.letGo();
  } catch (error) {
    const identity = await identifyProcess(started.pid);
    if (identity !== null) await endSession(identity);
    await rm(start.store.pathOf(start.vmId, 'process.json'), { force: true });
    throw await describe(error, console);
  } finally {
    started.words.close();
  }
}

async function recordProcess(store: VmStore, vmId: string, pid: number): Promise<void> {
  const identity = await identifyProcess(pid);
  if (identity === null) throw new AppError('internal', 'The sandbox died while it was being started.');
  await store.writeProcess(vmId, identity);
}

/** The scripts' own words say more than "it ended". */
async function describe(error: unknown, console: string): Promise<AppError> {
  const failure = toAppError(error);
  const words = (await readFile(console, 'utf8')).trim().slice(-1000);
  if (failure.code !== 'internal' || words === '') return failure;
  return new AppError('internal', `The sandbox did not start: ${words}`, { cause: error });
}

async function requireExecutable(path: string): Promise<void> {
  try {
    await access(path);
  } catch (cause) {
    const message = `The guest agent's executable ${path} is missing. Build it first.`;
    throw new AppError('precondition-failed', message, { cause });
  }
}

/** New for each start: a socket of the last run would only mislead. */
async function makeChannelFolder(path: string, plan: UidPlan): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (plan.kind === 'direct') await lchown(path, plan.uids[0]!.machineFirst, plan.gids[0]!.machineFirst);
}
