/**
 * The durable queue of this host's reports. Events get their sequence number (host-wide, without gaps) as
 * they are written, and are shown to the link only after they are on the disk, so that a number is never
 * used for two events. What the control plane has acknowledged is dropped. It does not know the link.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import type { HostEvent, HostEventBody } from '@busbar/shared/protocol/link';
import type { Log } from '../log.ts';
import type { RecordFile } from '../storage/record-file.ts';
import { retryUntilDone } from '../storage/retry.ts';
import { syncFolder } from '../storage/write-file-durably.ts';
import {
  findSegments,
  openSegment,
  readSegment,
  removeSegment,
  type Segment,
  segmentName,
} from './outbox-segment.ts';

export const outboxLimits = {
  /** A segment is read whole when an old one is replayed, and the newest is held in memory. */
  segmentBytes: 1024 * 1024,
  /**
   * With more than this waiting for the control plane, reports that can be done without (`canBeLeftOut`) are not added;
   * that a job began here, what it did and how it ended always is.
   */
  waitingBytes: 64 * 1024 * 1024,
  /** Events not yet written. More pile up only while the disk refuses writes. */
  unwrittenEvents: 10_000,
} as const;

/**
 * What only people read waits so long for what follows it, and shares its write and its way: the line with which a step
 * ends must not go ahead of that end, which would then wait for the next transaction of the control plane.
 */
const companyMs = 10;
const canWait: ReadonlySet<HostEventBody['type']> = new Set(['log', 'progress']);

export type OutboxDeps = { readonly folder: string; readonly nowMs: () => number; readonly log: Log };

/** What an inventory or a later report replaces, and lines that people read. */
const canBeLeftOut: Readonly<Record<HostEventBody['type'], boolean>> = {
  // The control plane makes the rows of a local job and its VM of this one; without them it takes nothing else of either.
  'job-begun': false,
  'step-changed': false,
  'job-ended': false,
  progress: true,
  log: true,
  'vm-observed': true,
  'vm-gone': true,
  'facts-changed': true,
};

export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #segments: Segment[] = [];
  readonly #closing = new AbortController();
  #file: RecordFile | null = null;
  /** Events of the newest segment. */
  #newest: HostEvent[] = [];
  #lastSeq = 0;
  #ackedSeq = 0;
  #unwritten: HostEventBody[] = [];
  #waiting: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #changed = Promise.withResolvers<void>();

  private constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  static async open(deps: OutboxDeps): Promise<Outbox> {
    const outbox = new Outbox(deps);
    await mkdir(deps.folder, { recursive: true, mode: 0o700 });
    const found = findSegments(deps.folder, await readdir(deps.folder));
    const newest = found.at(-1);
    for (const [index, { path, firstSeq }] of found.slice(0, -1).entries()) {
      const lastSeq = (found[index + 1]?.firstSeq ?? 1) - 1;
      outbox.#segments.push({ path, firstSeq, lastSeq, sizeBytes: outboxLimits.segmentBytes });
    }
    await outbox.#begin(newest?.firstSeq ?? 1);
    outbox.#ackedSeq = (found[0]?.firstSeq ?? 1) - 1;
    return outbox;
  }

  /** The newest event that is on the disk. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Events up to here are acknowledged, and may be gone. */
  get ackedSeq(): number {
    return this.#ackedSeq;
  }

  /** Adds a report. It is on the disk when `flushed` next resolves. */
  add(body: HostEventBody): void {
    if (this.#closing.signal.aborted) throw new AppError('internal', 'The outbox is closed.');
    if (canBeLeftOut[body.type] && this.#isFull()) return;
    this.#unwritten.push(body);
    if (canWait.has(body.type)) this.#waiting ??= setTimeout(() => this.#writeNow(), companyMs);
    else this.#writeNow();
  }

  /** Resolves when everything added so far is on the disk. A disk that refuses is tried again until `close`. */
  async flushed(): Promise<void> {
    if (this.#unwritten.length > 0) this.#writeNow();
    await this.#writing;
    if (this.#unwritten.length > 0)
      throw new AppError('unavailable', 'The outbox was closed before it was written.');
  }

  /** Some of the events after `afterSeq`, oldest first; none when there are none yet. */
  async read(afterSeq: number): Promise<readonly HostEvent[]> {
    if (afterSeq >= this.#lastSeq) return [];
    const segment = this.#segments.find(({ lastSeq }) => lastSeq > afterSeq);
    const isNewest = segment === undefined || segment === this.#segments.at(-1);
    const events = isNewest ? this.#newest : await readSegment(segment.path, segment.firstSeq);
    return events.filter(({ seq }) => seq > afterSeq);
  }

  /** Whether an event of this kind is still waiting to be acknowledged. */
  async includes(matches: (event: HostEvent) => boolean): Promise<boolean> {
    for (let seq = this.#ackedSeq; seq < this.#lastSeq; ) {
      const events = await this.read(seq);
      if (events.some(matches)) return true;
      seq = events.at(-1)?.seq ?? this.#lastSeq;
    }
    return false;
  }

  /** Resolves when there are events after `afterSeq`, or when the signal aborts. */
  async waitForMore(afterSeq: number, signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<void>();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (this.#lastSeq <= afterSeq && !signal.aborted)
        await Promise.race([this.#changed.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /**
   * Everything up to `seq` has arrived and may be dropped. An older acknowledgement changes nothing.
   *
   * @throws `precondition-failed` for events that were never sent: the peer knows another past of this host.
   */
  async acknowledge(seq: number): Promise<void> {
    if (seq > this.#lastSeq) throw this.#gap(seq);
    this.#ackedSeq = Math.max(this.#ackedSeq, seq);
    // The newest segment stays, since its name is what keeps the count.
    while (this.#segments.length > 1 && (this.#segments[0]?.lastSeq ?? 0) <= this.#ackedSeq) {
      const segment = this.#segments.shift();
      if (segment !== undefined) await removeSegment(segment);
    }
  }

  /** @throws `precondition-failed` when events after `afterSeq` are not all here. */
  refuseGap(afterSeq: number): void {
    const firstSeq = this.#segments[0]?.firstSeq ?? 1;
    if (afterSeq > this.#lastSeq || afterSeq < firstSeq - 1) throw this.#gap(afterSeq);
  }

  /** Writes what it can, once, and closes. */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#unwritten.length > 0) this.#writeNow();
    await this.#writing;
    await this.#file?.close();
  }

  #gap(seq: number): AppError {
    const oldestSeq = this.#segments[0]?.firstSeq ?? 1;
    return new AppError('precondition-failed', `Events after ${seq} cannot be told without a gap.`, {
      userMessage: 'The host no longer has the events that were asked for; take its inventory instead.',
      details: { oldestSeq, newestSeq: this.#lastSeq },
    });
  }

  #isFull(): boolean {
    if (this.#unwritten.length >= outboxLimits.unwrittenEvents) return true;
    return this.#segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > outboxLimits.waitingBytes;
  }

  #writeNow(): void {
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    // Events added in the same turn of the event loop share one write.
    await Promise.resolve();
    while (this.#unwritten.length > 0 && (await this.#writeBatch())) this.#announce();
    this.#writing = null;
  }

  async #writeBatch(): Promise<boolean> {
    const batch = this.#unwritten;
    this.#unwritten = [];
    const at = this.#deps.nowMs();
    const events = batch.map((body, index) => ({ ...body, seq: this.#lastSeq + 1 + index, at }) as HostEvent);
    const isWritten = await this.#persist(events);
    if (!isWritten) this.#unwritten = [...batch, ...this.#unwritten];
    else this.#keep(events);
    return isWritten;
  }

  /** False only when the outbox is closing and the disk refuses. */
  async #persist(events: readonly HostEvent[]): Promise<boolean> {
    const attempt = async (): Promise<boolean> => {
      if ((this.#file?.sizeBytes ?? 0) >= outboxLimits.segmentBytes) await this.#begin(this.#lastSeq + 1);
      const file = this.#file;
      if (file === null) throw new AppError('internal', 'The outbox has no open file.');
      await file.appendAll(events);
      return true;
    };
    const onFailure = (error: unknown): void =>
      this.#deps.log.error({ err: error, events: events.length }, 'events cannot be written; trying again');
    const refuse = (error: unknown): false => {
      onFailure(error);
      return false;
    };
    if (this.#closing.signal.aborted) return attempt().catch((error: unknown) => refuse(error));
    return (
      (await retryUntilDone(attempt, {
        pauseMs: 200,
        longestMs: 5000,
        signal: this.#closing.signal,
        onFailure,
      })) ?? false
    );
  }

  #keep(events: readonly HostEvent[]): void {
    this.#newest.push(...events);
    this.#lastSeq += events.length;
    const newest = this.#segments.at(-1);
    if (newest === undefined) return;
    newest.lastSeq = this.#lastSeq;
    newest.sizeBytes = this.#file?.sizeBytes ?? 0;
  }

  #announce(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  async #begin(firstSeq: number): Promise<void> {
    const path = join(this.#deps.folder, segmentName(firstSeq));
    const { file, events } = await openSegment(path, firstSeq);
    await syncFolder(this.#deps.folder);
    await this.#file?.close();
    this.#file = file;
    this.#newest = [...events];
    this.#lastSeq = firstSeq - 1 + events.length;
    this.#segments.push({ path, firstSeq, lastSeq: this.#lastSeq, sizeBytes: file.sizeBytes });
    // An acknowledged segment had to stay while it was the newest.
    await this.acknowledge(this.#ackedSeq);
  }
}
