/** A job runner over a real journal and outbox, whose steps do what a test's script says. */
import { join } from 'node:path';
import type { JobDocument } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach } from 'vitest';
import { Journal } from '../jobs/journal.ts';
import { Outbox } from '../jobs/outbox.ts';
import { JobRunner } from '../jobs/runner.ts';
import type { JobHandlers, StepHandler } from '../jobs/step-handler.ts';
import { silentLog } from './silent-log.ts';
import { type JobEnded, untilEnded } from './until-ended.ts';

/** What steps do, by their names. The default does nothing and succeeds. */
export type Script = Record<string, (signal: AbortSignal) => Promise<undefined>>;
export type ScriptServices = { readonly script: Script; readonly undo: Script; readonly done: string[] };

export type ScriptedRunner = {
  readonly runner: JobRunner<ScriptServices>;
  readonly journal: Journal;
  readonly outbox: Outbox;
  /** The steps that were begun and undone, in order. */
  readonly done: string[];
  readonly untilEnded: (jobId: string) => Promise<JobEnded>;
  /** Each change of a step as it was reported: `start running`. */
  readonly stepStates: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

export type RunnerBench = {
  readonly journalFolder: string;
  /** As the agent's process begins; the one before it, if any, is stopped. */
  readonly begin: (services?: Partial<ScriptServices>, jobLimit?: number) => Promise<ScriptedRunner>;
  readonly stop: () => Promise<void>;
};

/** Journal and outbox are new for each test of the file that calls this, and stay for all that it begins. */
export function runnerBench(): RunnerBench {
  let folder: TemporaryDirectory;
  let running: ScriptedRunner | null = null;
  const stop = async (): Promise<void> => {
    await running?.close();
    running = null;
  };
  beforeEach(async () => {
    folder = await temporaryDirectory();
  });
  afterEach(async () => {
    await stop();
    await folder.remove();
  });
  return {
    get journalFolder() {
      return join(folder.path, 'jobs');
    },
    begin: async (services = {}, jobLimit = 4) => {
      await stop();
      running = await openRunner(folder.path, { script: {}, undo: {}, done: [], ...services }, jobLimit);
      await running.runner.resume();
      return running;
    },
    stop,
  };
}

async function openRunner(
  folder: string,
  services: ScriptServices,
  jobLimit: number,
): Promise<ScriptedRunner> {
  const log = silentLog();
  const journal = await Journal.open({ folder: join(folder, 'jobs'), nowMs: Date.now, log });
  const outbox = await Outbox.open({ folder: join(folder, 'outbox'), nowMs: Date.now, log });
  const runner = new JobRunner<ScriptServices>({
    journal,
    outbox,
    log,
    jobLimit,
    handlers,
    services,
    unseal: () => 'null',
    nowMs: Date.now,
    checkpoint: () => undefined,
    undoDeadlineMs: 5000,
    resultOf: () => undefined,
  });
  return {
    ...{ runner, journal, outbox, done: services.done },
    untilEnded: (jobId) => untilEnded(outbox, jobId, 10_000),
    stepStates: async () =>
      (await outbox.read(0)).flatMap((event) =>
        event.type === 'step-changed' ? [`${event.step} ${event.state}`] : [],
      ),
    close: async () => {
      await runner.close();
      await outbox.close();
      await journal.close();
    },
  };
}

const step = (name: string): StepHandler<'vm.start', ScriptServices> => ({
  run: async ({ services, signal }) => {
    services.done.push(name);
    return services.script[name]?.(signal);
  },
  undo: async ({ services, signal }) => {
    services.done.push(`undo ${name}`);
    await services.undo[name]?.(signal);
  },
});
const handlers = {
  'vm.start': { start: step('start'), 'wait-channel': step('wait-channel') },
  'vm.power-off': { 'power-off': step('power-off') },
} as unknown as JobHandlers<ScriptServices>;

export const vmA = '018f0000-0000-7000-8000-00000000000a';
export const vmB = '018f0000-0000-7000-8000-00000000000b';
export const idOf = (n: number): string => `018f0000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;

/** Starts the VM `vmA`. */
export const startJob = (n: number, more: Partial<JobDocument> = {}): JobDocument => ({
  jobId: idOf(n),
  attempt: 1,
  kind: 'vm.start',
  vmId: vmA,
  document: { vmId: vmA },
  secrets: null,
  timeoutMs: 60_000,
  ...more,
});

/** A step that ends only by being told to. */
export const untilAborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
