/**
 * What cloud-init says about itself, from the files that it keeps under /run and /var/lib/cloud
 * (cloudinit/cmd/status.py reads the same). The sandbox's applier writes one file of our own instead.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { CloudInitStatus } from '@busbar/shared/protocol/channel';
import { z } from 'zod';
import { readTailIfPresent, readTextIfPresent } from '../read-text.ts';

/** Where the sandbox's applier leaves its status, relative to the root. */
export const appliedStatusPath = 'run/busbar/applied.json';
/** Its copy that outlives a reboot, for a boot without the seed. */
export const keptStatusPath = 'var/lib/busbar/applied.json';

const outputTailBytes = 4096;

const stageNames = ['init-local', 'init', 'modules-config', 'modules-final'] as const;
const Stage = z.object({
  start: z.number().nullish(),
  finished: z.number().nullish(),
  errors: z.array(z.string()).nullish(),
});
const StatusFile = z.object({
  v1: z
    .object({ datasource: z.string().nullish(), stage: z.string().nullish() })
    .and(z.record(z.string(), z.unknown())),
});
const ResultFile = z.object({
  v1: z.object({ datasource: z.string().nullish(), errors: z.array(z.string()).default([]) }),
});

export type CloudInitFiles = {
  readonly statusJson: string | null;
  readonly resultJson: string | null;
  readonly instanceId: string | null;
  readonly isInstalled: boolean;
  readonly isDisabled: boolean;
};

const clipError = (text: string): string => text.slice(0, 4096);
const clipName = (text: string | null | undefined): string | null => text?.trim().slice(0, 256) || null;

function parseStages(status: Record<string, unknown>): CloudInitStatus['stages'] {
  return stageNames.flatMap((name) => {
    const stage = Stage.safeParse(status[name]);
    if (!stage.success) return [];
    return [
      {
        name,
        startedAt: secondsToMs(stage.data.start),
        endedAt: secondsToMs(stage.data.finished),
        errors: (stage.data.errors ?? []).slice(0, 32).map(clipError),
      },
    ];
  });
}

const secondsToMs = (seconds: number | null | undefined): number | null =>
  typeof seconds === 'number' && seconds > 0 ? Math.round(seconds * 1000) : null;

/** A file that is being replaced may be read half-written: that is "no news yet", not an error. */
function parseJson<T>(schema: z.ZodType<T>, text: string | null): T | null {
  if (text === null) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function parseCloudInit(files: CloudInitFiles): CloudInitStatus {
  const status = parseJson(StatusFile, files.statusJson)?.v1;
  const result = parseJson(ResultFile, files.resultJson)?.v1;
  const stages = status === undefined ? [] : parseStages(status);
  const errors = [...new Set([...(result?.errors ?? []), ...stages.flatMap((stage) => stage.errors)])];
  return {
    state: stateOf({ files, stages, hasResult: result !== undefined, hasErrors: errors.length > 0 }),
    stages,
    errors: errors.slice(0, 64).map(clipError),
    instanceId: clipName(files.instanceId),
    datasource: clipName(result?.datasource ?? status?.datasource),
    simulated: false,
  };
}

function stateOf(facts: {
  readonly files: CloudInitFiles;
  readonly stages: CloudInitStatus['stages'];
  readonly hasResult: boolean;
  readonly hasErrors: boolean;
}): CloudInitStatus['state'] {
  // result.json is written last and once; errors seen before that do not mean that it has ended.
  if (facts.hasResult) return facts.hasErrors ? 'error' : 'done';
  if (facts.stages.some((stage) => stage.startedAt !== null)) return 'running';
  if (!facts.files.isInstalled) return 'absent';
  return facts.files.isDisabled ? 'disabled' : 'not-started';
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function readApplied(root: string): Promise<CloudInitStatus | null> {
  const text =
    (await readTextIfPresent(join(root, appliedStatusPath))) ??
    (await readTextIfPresent(join(root, keptStatusPath)));
  if (text === null) return null;
  const parsed = CloudInitStatus.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new AppError('internal', `/${appliedStatusPath} does not hold a cloud-init status.`, {
    cause: parsed.error,
  });
}

export async function readCloudInitStatus(root: string): Promise<CloudInitStatus> {
  const applied = await readApplied(root);
  if (applied !== null) return applied;
  const text = (path: string): Promise<string | null> => readTextIfPresent(join(root, path));
  const has = (path: string): Promise<boolean> => exists(join(root, path));
  const status = parseCloudInit({
    statusJson: await text('run/cloud-init/status.json'),
    resultJson: await text('run/cloud-init/result.json'),
    instanceId: (await text('run/cloud-init/.instance-id')) ?? (await text('var/lib/cloud/data/instance-id')),
    isInstalled: (await has('usr/bin/cloud-init')) || (await has('run/cloud-init')),
    isDisabled:
      (await has('run/cloud-init/disabled')) ||
      (await has('etc/cloud/cloud-init.disabled')) ||
      /(^|\s)cloud-init=disabled(\s|$)/.test((await text('proc/cmdline')) ?? ''),
  });
  if (status.state !== 'error') return status;
  // What a command printed is often the only reason that there is, and dies with a VM that is given up.
  const outputTail = await readTailIfPresent(join(root, 'var/log/cloud-init-output.log'), outputTailBytes);
  return outputTail === null ? status : { ...status, outputTail };
}
