/** What one job says to the control plane, within limits. It writes to the outbox and knows no other effect. */

import type { StepState } from '@busbar/shared/domain/step-state';
import type { AppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import type { HostEventBody } from '@busbar/shared/protocol/link';
import type { JobEnd } from './journal-record.ts';

export const reporterLimits = {
  /** Lines of one job's log, since a process of this agent began it; then one note, then silence. */
  logLines: 10_000,
  lineCharacters: 8192,
  /** A progress report replaces those of the pause before it; people cannot read faster. */
  progressEveryMs: 500,
  leftBehind: 64,
  leftBehindCharacters: 1024,
} as const;

export type LogLevel = 'info' | 'warn' | 'error';

export type ReporterDeps = {
  readonly jobId: string;
  readonly attempt: number;
  readonly add: (event: HostEventBody) => void;
  readonly nowMs: () => number;
};

export class JobReporter {
  readonly #deps: ReporterDeps;
  #lines = 0;
  #progress: { readonly step: string; readonly beganAtMs: number; saidAtMs: number } | null = null;

  constructor(deps: ReporterDeps) {
    this.#deps = deps;
  }

  step(step: string, state: StepState, error?: AppError): void {
    this.#progress = null;
    this.#add({
      type: 'step-changed',
      step,
      state,
      ...(error === undefined ? {} : { error: toWireError(error) }),
    });
  }

  log(step: string | null, level: LogLevel, text: string): void {
    for (const line of text.split('\n')) this.#line(step, level, line);
  }

  /** Said at most every `progressEveryMs`, and when the work is whole. */
  progress(step: string, doneBytes: number, totalBytes: number | null): void {
    const now = this.#deps.nowMs();
    if (this.#progress?.step !== step)
      this.#progress = { step, beganAtMs: now, saidAtMs: Number.NEGATIVE_INFINITY };
    const isWhole = totalBytes !== null && doneBytes >= totalBytes;
    if (!isWhole && now - this.#progress.saidAtMs < reporterLimits.progressEveryMs) return;
    this.#progress.saidAtMs = now;
    const etaSeconds = estimateSeconds(now - this.#progress.beganAtMs, doneBytes, totalBytes);
    this.#add({ type: 'progress', step, doneBytes, totalBytes, etaSeconds });
  }

  ended(end: JobEnd): void {
    const { outcome, error, kept, result } = end;
    const leftBehind = end.leftBehind
      .slice(0, reporterLimits.leftBehind)
      .map((text) => text.slice(0, reporterLimits.leftBehindCharacters));
    this.#add({
      type: 'job-ended',
      outcome,
      leftBehind,
      ...(error === undefined ? {} : { error }),
      ...(kept === undefined ? {} : { kept }),
      ...(result === undefined ? {} : { result }),
    });
  }

  #line(step: string | null, level: LogLevel, line: string): void {
    this.#lines += 1;
    if (this.#lines > reporterLimits.logLines + 1) return;
    const isOver = this.#lines > reporterLimits.logLines;
    const text = isOver ? `The log ends here: it has ${reporterLimits.logLines} lines.` : line;
    const { lineCharacters } = reporterLimits;
    const clipped = text.length > lineCharacters ? `${text.slice(0, lineCharacters - 1)}…` : text;
    this.#add({ type: 'log', step, level: isOver ? 'warn' : level, line: clipped });
  }

  #add(event: DistributiveOmit<Extract<HostEventBody, { jobId: string }>, 'jobId' | 'attempt'>): void {
    const { jobId, attempt } = this.#deps;
    this.#deps.add({ ...event, jobId, attempt });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** From the rate so far; null while there is none or the whole is not known. */
export function estimateSeconds(
  elapsedMs: number,
  doneBytes: number,
  totalBytes: number | null,
): number | null {
  if (totalBytes === null || doneBytes <= 0 || elapsedMs <= 0) return null;
  return (Math.max(0, totalBytes - doneBytes) / doneBytes) * (elapsedMs / 1000);
}
