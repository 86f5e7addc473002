/**
 * Follows cloud-init to its end; the job's end says what cloud-init itself said: to the agent, or to the hypervisor where
 * the template leaves the agent out.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { requestJson } from '@busbar/shared/http2/request-json';
import { CloudInitStatus, channelPaths } from '@busbar/shared/protocol/channel';
import { refuseStopped } from '../wait-for-channel.ts';
import { CloudInitLog } from './cloud-init-log.ts';
import { driverOf, type ProvisionContext, type ProvisionStep } from './context.ts';
import { agentDeadlineMs, expectsAgent } from './with-guest-agent.ts';

/** Heartbeats bring the status every two seconds; a sandbox is done in less. */
const looks = { firstMs: 100, longestMs: 1000 } as const;
/** Of what was printed before a failure: lines in the job's log, characters in its error. */
const printedLines = 20;
const printedChars = 2000;
/** An agent may answer before cloud-init has written its first word. */
const absentMs = 10_000;

export const waitCloudInit: ProvisionStep = {
  run: async (context) => {
    const stages = new CloudInitLog((level, line) => context.log(level, line));
    const deadlines = new Deadlines(context, await agentDeadlineMs(context));
    const look = (await expectsAgent(context)) ? askAgent : askHypervisor;
    for (let pauseMs: number = looks.firstMs; ; pauseMs = Math.min(pauseMs * 1.3, looks.longestMs)) {
      const status = await look(context, deadlines);
      if (status !== null) {
        stages.tell(status);
        if (isOver(status, deadlines)) return outcomeOf(status, context);
      }
      await delay(pauseMs, undefined, { signal: context.signal });
    }
  },
};

/** What is waited for besides cloud-init itself; the job's own timeout bounds that. */
class Deadlines {
  readonly #context: ProvisionContext;
  readonly #silenceMs: number;
  #answeredAtMs = performance.now();
  #absentSinceMs: number | null = null;

  constructor(context: ProvisionContext, silenceMs: number) {
    this.#context = context;
    this.#silenceMs = silenceMs;
  }

  answered(status: CloudInitStatus): void {
    this.#answeredAtMs = performance.now();
    const isAbsent = status.state === 'absent' || status.state === 'disabled';
    this.#absentSinceMs = isAbsent ? (this.#absentSinceMs ?? this.#answeredAtMs) : null;
  }

  /** cloud-init may reboot the VM; a channel that stays away is a failure. */
  refuseSilence(cause: AppError): void {
    const silentMs = performance.now() - this.#answeredAtMs;
    if (silentMs < this.#scaled(this.#silenceMs)) return;
    throw new AppError('guest-unreachable', `${cause.message} (for ${Math.round(silentMs / 1000)} s)`, {
      cause,
      ...(cause.userMessage === undefined ? {} : { userMessage: cause.userMessage }),
    });
  }

  isAbsentLong(): boolean {
    return this.#absentSinceMs !== null && performance.now() - this.#absentSinceMs >= this.#scaled(absentMs);
  }

  #scaled(ms: number): number {
    return this.#context.services.scaledMs(driverOf(this.#context), ms);
  }
}

/** `null` while the guest does not answer. */
async function askAgent(context: ProvisionContext, deadlines: Deadlines): Promise<CloudInitStatus | null> {
  const { services, document, signal } = context;
  const { vmId } = document;
  try {
    refuseStopped(services.fleet.observe(vmId));
    const session = services.fleet.guests.session(vmId);
    const status = await requestJson(session, {
      path: channelPaths.cloudInit,
      output: CloudInitStatus,
      signal,
    });
    deadlines.answered(status);
    return status;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (signal.aborted || !error.retryable) throw error;
    deadlines.refuseSilence(error);
    return null;
  }
}

/** What cloud-init tells the hypervisor, of a guest that is to have no agent; `null` while that is nothing. */
async function askHypervisor(
  { services, document }: ProvisionContext,
  deadlines: Deadlines,
): Promise<CloudInitStatus | null> {
  const vm = services.fleet.observe(document.vmId);
  refuseStopped(vm);
  const status = vm?.heartbeat?.cloudInit ?? vm?.report?.cloudInit ?? null;
  if (status === null) deadlines.refuseSilence(noReport);
  else deadlines.answered(status);
  return status;
}

const noReport = new AppError('guest-unreachable', 'cloud-init has told the hypervisor nothing.', {
  userMessage:
    'cloud-init has told the hypervisor nothing, and the template leaves the guest agent out. The guest needs the KVP daemon of Hyper-V (hyperv-daemons, linux-cloud-tools) and, in its cloud-init, reporting of the type hyperv.',
});

function isOver(status: CloudInitStatus, deadlines: Deadlines): boolean {
  if (status.state === 'done' || status.state === 'error') return true;
  return deadlines.isAbsentLong();
}

function outcomeOf(status: CloudInitStatus, { log }: ProvisionContext) {
  if (status.state === 'error') {
    const words = status.errors.join('\n') || status.stages.flatMap(({ errors }) => errors).join('\n');
    const printed = (status.outputTail ?? '').trimEnd().split('\n').slice(-printedLines).join('\n');
    for (const line of printed.split('\n')) if (line !== '') log('error', `| ${line}`);
    throw new AppError('invalid-input', `cloud-init failed: ${words || 'it gave no reason'}`, {
      userMessage:
        `cloud-init failed inside the VM. Its own words:\n${words || '(none)'}` +
        (printed === '' ? '' : `\n\nThe last that was printed:\n${printed.slice(-printedChars)}`),
      details: { stages: status.stages.map(({ name, errors }) => ({ name, errors })) },
    });
  }
  if (status.state === 'absent') log('warn', 'This image has no cloud-init; the seed was not applied.');
  if (status.state === 'disabled')
    log('warn', 'cloud-init is disabled in this image; the seed was not applied.');
  for (const line of status.errors) log('warn', line);
  const { state, instanceId, datasource, simulated } = status;
  return { state, instanceId, datasource, simulated };
}
