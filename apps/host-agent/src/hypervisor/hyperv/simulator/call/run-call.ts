/** One request from its check to its projected results. */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { checkCall } from '../../catalogue/check-call.ts';
import { isProjection, type ProjectionName } from '../../catalogue/projections.ts';
import type { CmdletCall, CmdletReference } from '../../hyperv-host.ts';
import { errorOfFault, type Fault } from '../daemon/faults.ts';
import type { SimulatedHost } from '../daemon/simulated-host.ts';
import { machineProblem } from '../machine/machine-problem.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { project } from '../results/project.ts';
import { propertiesOf } from '../results/properties.ts';
import { Arguments, type ArgumentValue } from './arguments.ts';
import type { Call } from './cmdlet.ts';
import { HypervError, hresults } from './hyperv-error.ts';
import { registry } from './registry.ts';
import { textProblem } from './text-problem.ts';

export type CallSinks = {
  readonly progress: (percent: number, status: string) => void;
  readonly watch: () => void;
  /** The process dies. */
  readonly crash: () => void;
};

/** The error together with the cmdlet that raised it, which a reference may have called. */
export class CallError extends Error {
  readonly error: HypervError;
  readonly cmdlet: string | null;

  constructor(error: HypervError, cmdlet: string | null) {
    super(error.message, { cause: error });
    this.error = error;
    this.cmdlet = cmdlet;
  }
}

/** Ends without an answer. */
export class NoAnswer extends Error {}

/** @throws CallError, or NoAnswer. */
export async function runCall(
  host: SimulatedHost,
  request: CmdletCall,
  sinks: CallSinks,
): Promise<readonly unknown[]> {
  const problem = checkCall(request);
  if (problem !== null) throw new CallError(new HypervError(problem.identifier, problem.message), null);
  const objects = await invoke(host, request, sinks);
  const isOperation = request.cmdlet.includes('-Busbar');
  const select = isOperation ? operationProjections[request.cmdlet] : request.select;
  if (!select || !isProjection(select)) return [];
  return objects.map((object) => project(object, select, host));
}

/** Operations of the script have one form each, whatever is asked for. */
const operationProjections: Readonly<Record<string, ProjectionName>> = {
  'Get-BusbarPreflight': 'BusbarPreflight',
  'Get-BusbarVMSummary': 'BusbarVMSummary',
  'Get-BusbarKvp': 'BusbarKvp',
  'Get-BusbarScreen': 'BusbarScreen',
  'Get-BusbarNeighbor': 'BusbarNeighbor',
  'Get-BusbarNetAdapter': 'BusbarNetAdapter',
};

type Invocation = Pick<CmdletCall, 'cmdlet' | 'parameters' | 'asJob'>;

async function invoke(
  host: SimulatedHost,
  invocation: Invocation,
  sinks: CallSinks,
): Promise<readonly HypervObject[]> {
  const { cmdlet } = invocation;
  const args = await resolve(host, invocation, sinks);
  const fault = host.faults.take(cmdlet);
  if (fault?.kind === 'hang') throw new NoAnswer();
  if (fault?.kind === 'crash') return crash(sinks);
  try {
    const delays = delaysOf(fault, host);
    if (invocation.asJob !== true) await pass(delays);
    const problem =
      (fault === null ? null : errorOfFault(fault)) ?? machineProblem(host.record.machine, cmdlet);
    if (problem !== null) throw problem;
    const objects = await run(host, { ...invocation, delays }, args, sinks);
    if (fault?.kind === 'crash-after') return crash(sinks);
    return objects;
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    throw new CallError(toHypervError(error), cmdlet);
  } finally {
    // Also what a failed call has changed before it failed.
    await host.flush();
  }
}

function crash(sinks: CallSinks): never {
  sinks.crash();
  throw new NoAnswer();
}

async function run(
  host: SimulatedHost,
  { cmdlet, asJob, delays }: Invocation & { readonly delays: Delays },
  args: Arguments,
  sinks: CallSinks,
): Promise<readonly HypervObject[]> {
  const implementation = registry.get(cmdlet);
  if (implementation === undefined) throw new HypervError('NotSupported', `${cmdlet} is not simulated yet.`);
  const call: Call = {
    host,
    cmdlet,
    args,
    watch: sinks.watch,
    take:
      asJob === true ? timeTaker(host, cmdlet, sinks.progress, delays) : timeTaker(host, cmdlet, null, none),
  };
  const objects = await implementation.run(call);
  return implementation.needsPassthru !== true || args.is('Passthru') ? objects : [];
}

/** What a fault adds to the time of a call. */
type Delays = { readonly slowMs: number; readonly held: Promise<void> | null };
const none: Delays = { slowMs: 0, held: null };

function delaysOf(fault: Fault | null, { faults }: SimulatedHost): Delays {
  if (fault?.kind === 'slow') return { slowMs: fault.delayMs, held: null };
  return fault?.kind === 'held' ? { slowMs: 0, held: faults.released } : none;
}

async function pass({ slowMs, held }: Delays): Promise<void> {
  if (slowMs > 0) await delay(slowMs);
  await held;
}

/** Waits as long as the work takes, in parts, so that a job can tell how far it is. A slow job is slow, and a held one held, in its midst. */
function timeTaker(
  host: SimulatedHost,
  cmdlet: string,
  progress: CallSinks['progress'] | null,
  { slowMs, held }: Delays,
): Call['take'] {
  const parts = 4;
  let told = 0;
  return async (operation = cmdlet, workBytes = 0) => {
    const partMs = (host.latency.ofMs(operation, workBytes) + slowMs) / parts;
    for (let part = 1; part <= parts; part += 1) {
      if (partMs > 0) await delay(partMs);
      const percent = Math.floor((part * 100) / parts);
      if (percent <= told) continue;
      told = percent;
      progress?.(percent, 'Running');
      await held;
    }
  };
}

async function resolve(
  host: SimulatedHost,
  { cmdlet, parameters }: Invocation,
  sinks: CallSinks,
): Promise<Arguments> {
  const values = new Map<string, ArgumentValue>();
  for (const [name, value] of Object.entries(parameters)) {
    for (const text of Array.isArray(value) ? value : [value]) {
      const problem = typeof text === 'string' ? textProblem(text) : null;
      if (problem === null || cmdlet === 'Send-BusbarKey') continue;
      throw new CallError(new HypervError('InvalidParameter', `-${name}: ${problem}`), cmdlet);
    }
    const isReference = typeof value === 'object' && value !== null && '$from' in value;
    values.set(name, isReference ? await resolveReference(host, value, sinks) : value);
  }
  return new Arguments(values);
}

async function resolveReference(
  host: SimulatedHost,
  { $from }: CmdletReference,
  sinks: CallSinks,
): Promise<HypervObject> {
  const objects = await invoke(host, $from, sinks);
  const fitting = objects.filter((object) => fits(propertiesOf(object, host), $from.where ?? {}));
  if (fitting.length === 1) return fitting[0]!;
  const found = fitting.length === 0 ? 'no object that fits' : `${fitting.length} objects that fit`;
  const identifier = fitting.length === 0 ? 'ObjectNotFound' : 'InvalidOperation';
  throw new CallError(
    new HypervError(identifier, `${$from.cmdlet} has ${found}, where one is needed.`),
    null,
  );
}

/** Equality as text in either case, as PowerShell's `-eq` has it. */
const fits = (
  properties: Readonly<Record<string, unknown>>,
  where: Readonly<Record<string, unknown>>,
): boolean =>
  Object.entries(where).every(([name, wanted]) => {
    const actual = properties[name] ?? null;
    if (actual === null || wanted === null) return actual === wanted;
    return String(actual).toLowerCase() === String(wanted).toLowerCase();
  });

/** Failures of this machine as Windows would tell them. */
function toHypervError(error: unknown): HypervError {
  if (error instanceof HypervError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'insufficient-storage') {
    return new HypervError(
      'OperationFailed',
      'There is not enough space on the disk. (0x80070070)',
      hresults.diskFull,
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new HypervError(
      'AccessDenied',
      'General access denied error. (0x80070005)',
      hresults.accessDenied,
    );
  }
  if (error instanceof AppError) return new HypervError('OperationFailed', error.message);
  return new HypervError('Unspecified', error instanceof Error ? error.message : String(error));
}
