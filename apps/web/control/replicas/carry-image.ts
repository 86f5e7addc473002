/**
 * Carries one image for one job: asks the host that wants it what it wants, and brings that from the host that has it,
 * until the job no longer runs. Which hosts and which image it is stands in the job's row; neither host can name another.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import type { OpenStream } from '@busbar/shared/http2/open-stream';
import { ImageReplicateDocument } from '@busbar/shared/jobs/image-replicate';
import { Empty } from '@busbar/shared/protocol/channel';
import {
  imageFilePath,
  imagePath,
  ReplicaSource,
  ReplicaWish,
  replicaFilePath,
  replicaSourceLimitBytes,
  replicaSourcePath,
  replicaTroublePath,
  wishPath,
  wishPatienceMs,
} from '@busbar/shared/protocol/replicas';
import type { ControlDeps } from '../deps.ts';
import type { HostLink } from '../hosts/host-link.ts';
import type { HostRegistry } from '../hosts/host-registry.ts';
import { carryFile } from './carry-file.ts';
import { busy, endless, offline, removed, troubleAt } from './trouble.ts';
import type { Turns } from './turns.ts';

export type CarryDeps = Pick<ControlDeps, 'db' | 'log'> & {
  readonly registry: HostRegistry;
  /** By the host that has the image. */
  readonly turns: Turns;
  /** Between two visits that brought nothing. Default: 1 s, then twice as long each time up to 30 s. */
  readonly pauseMs?: number;
  readonly idleMs?: number;
};

const answerDeadlineMs = 30_000;
/** The host reads its whole disk first, when it does not know it. */
const verifyDeadlineMs = 2 * 60 * 60_000;
const longestPauseMs = 30_000;
/** Visits in a row that moved nothing, with both hosts there. */
const fruitlessLimit = 12;
/** Of an image's size: a host that loses what it was brought may begin anew, but not for ever. */
const carriedLimit = 4;

/** Resolves when the job is over, or the signal has aborted. Never rejects. */
export async function carryImage(deps: CarryDeps, jobId: string, signal: AbortSignal): Promise<void> {
  const courier = new Courier(deps, jobId, signal);
  while (!signal.aborted && (await courier.visit()));
}

/** `idle`: nothing was wanted, or a host is away. */
type Visit = 'brought' | 'idle' | 'fruitless';
type Running = { readonly hostId: string; readonly document: ImageReplicateDocument };

class Courier {
  readonly #deps: CarryDeps;
  readonly #jobId: string;
  readonly #signal: AbortSignal;
  #source: ReplicaSource | null = null;
  #carried = 0;
  #fruitless = 0;

  constructor(deps: CarryDeps, jobId: string, signal: AbortSignal) {
    this.#deps = deps;
    this.#jobId = jobId;
    this.#signal = signal;
  }

  /** Once, with the pause after it. False when there will be nothing more to bring. Never rejects. */
  async visit(): Promise<boolean> {
    try {
      const job = await this.#running();
      if (job === null) return false;
      const visit = await this.#bringWish(job);
      this.#fruitless = visit === 'fruitless' ? this.#fruitless + 1 : 0;
      if (visit !== 'brought') await this.#pause();
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      this.#deps.log.info({ jobId: this.#jobId, code, reason: message }, 'an image was not brought just now');
      this.#fruitless += 1;
      await this.#pause();
    }
    return true;
  }

  async #pause(): Promise<void> {
    const { pauseMs = 1000 } = this.#deps;
    const ms = Math.min(longestPauseMs, pauseMs * 2 ** this.#fruitless);
    // Rejects only when the signal aborts, and then there is no further visit.
    await delay(ms, undefined, { signal: this.#signal }).catch(() => undefined);
  }

  async #running(): Promise<Running | null> {
    const where = { id: this.#jobId, kind: 'image.replicate', state: 'running' };
    const select = { hostId: true, document: true } as const;
    const job = await this.#deps.db.read.job.findUnique({ where, select });
    if (job === null) return null;
    return { hostId: job.hostId, document: ImageReplicateDocument.parse(JSON.parse(job.document)) };
  }

  /** @throws what the host that wants it fails with */
  async #bringWish({ hostId, document }: Running): Promise<Visit> {
    const destination = this.#deps.registry.get(hostId);
    if (destination === null) return 'idle';
    const wish = await destination.request({
      path: wishPath(this.#jobId),
      output: ReplicaWish,
      deadlineMs: wishPatienceMs + answerDeadlineMs,
      signal: this.#signal,
    });
    if (wish.kind === 'nothing') return 'idle';
    const source = this.#deps.registry.get(document.source.hostId);
    if (source === null) {
      await this.#tell(
        destination,
        (await this.#isRemoved(document)) ? removed(document) : offline(document),
      );
      return 'idle';
    }
    const { turns } = this.#deps;
    if (turns.isFull(source.hostId)) await this.#tell(destination, busy(document));
    return turns.run(source.hostId, this.#signal, () => this.#bring({ source, destination, document }, wish));
  }

  async #isRemoved({ source }: ImageReplicateDocument): Promise<boolean> {
    const where = { id: source.hostId, state: { not: 'removed' } };
    return (await this.#deps.db.read.host.count({ where })) === 0;
  }

  async #bring(way: Way, wish: Exclude<ReplicaWish, { kind: 'nothing' }>): Promise<Visit> {
    const isFirst = this.#source === null;
    try {
      this.#source ??= await this.#describe(way);
    } catch (thrown) {
      await this.#tellOf(way, toAppError(thrown));
      return 'fruitless';
    }
    if (wish.kind === 'file') return this.#bringFile(way, this.#source, wish);
    await this.#post(way.destination, replicaSourcePath(this.#jobId), this.#source);
    return isFirst ? 'brought' : 'fruitless';
  }

  #describe({ source, document }: Way): Promise<ReplicaSource> {
    return source.request({
      path: imagePath(document.source.driver, document.image),
      output: ReplicaSource,
      deadlineMs: verifyDeadlineMs,
      limitBytes: replicaSourceLimitBytes,
      signal: this.#signal,
    });
  }

  async #bringFile(
    way: Way,
    { files }: ReplicaSource,
    { name, from }: { readonly name: string; readonly from: number },
  ): Promise<Visit> {
    const { source, destination, document } = way;
    const file = files.find((each) => each.name === name);
    if (file === undefined || from > file.sizeBytes)
      throw new AppError('bad-peer', 'It wants what is not there.');
    if (this.#carried > carriedLimit * sizeOf(files)) {
      await this.#tell(destination, endless(this.#carried));
      return 'fruitless';
    }
    const signal = this.#signal;
    const image = { driver: document.source.driver, image: document.image };
    const to = destination.open({
      ...{ method: 'PUT', path: replicaFilePath(this.#jobId, name, from), signal },
      // It answers when everything is written.
      deadlineMs: verifyDeadlineMs,
    });
    const { bytes, error, whose } = await carryFile({
      from: openOr(to, () => source.open({ method: 'GET', path: imageFilePath(image, file, from), signal })),
      to,
      bytes: file.sizeBytes - from,
      ...(this.#deps.idleMs === undefined ? {} : { idleMs: this.#deps.idleMs }),
    });
    this.#carried += bytes;
    if (error === null) return bytes > 0 ? 'brought' : 'fruitless';
    if (whose === 'source' && !signal.aborted) await this.#tellOf(way, error);
    return bytes > 0 ? 'idle' : 'fruitless';
  }

  /** What the host that has it says or does, to the job of the other one: for good when it was often enough. */
  async #tellOf({ destination, document }: Way, error: AppError): Promise<void> {
    const isLast = this.#fruitless + 1 >= fruitlessLimit;
    await this.#tell(destination, troubleAt(document, error, isLast));
  }

  /** Its job may have ended meanwhile, which is no matter. */
  async #tell(destination: HostLink, error: AppError): Promise<void> {
    const { log } = this.#deps;
    await this.#post(destination, replicaTroublePath(this.#jobId), { error: toWireError(error) }).catch(
      (thrown: unknown) =>
        log.debug(
          { jobId: this.#jobId, reason: toAppError(thrown).message },
          'a job was not told of its source',
        ),
    );
  }

  async #post(destination: HostLink, path: string, body: unknown): Promise<void> {
    await destination.request({
      path,
      body,
      output: Empty,
      deadlineMs: answerDeadlineMs,
      signal: this.#signal,
    });
  }
}

type Way = {
  readonly source: HostLink;
  readonly destination: HostLink;
  readonly document: ImageReplicateDocument;
};

/** @throws what `open` throws, with nothing left open */
function openOr(other: OpenStream, open: () => OpenStream): OpenStream {
  try {
    return open();
  } catch (thrown) {
    other.abort(toAppError(thrown));
    throw thrown;
  }
}

const sizeOf = (files: ReplicaSource['files']): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
