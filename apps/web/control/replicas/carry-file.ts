/**
 * The bytes of one file from the host that has it to the host that wants it, never kept: what is under way is bounded by
 * the windows of two streams and by `writeAheadBytes`. Both ends are hostile. Neither may send more than was said, nor
 * hold the way open without a byte.
 */
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { OpenStream } from '@busbar/shared/http2/open-stream';
import { isFull } from '@busbar/shared/http2/write-ahead';

export type CarryFile = {
  /** The host that has it: its answer begins with the byte that is missing. */
  readonly from: OpenStream;
  /** The host that wants it: its request's body is written. */
  readonly to: OpenStream;
  /** What is missing. */
  readonly bytes: number;
  /** Without a byte from one or a place for one at the other. Default: 60 s. */
  readonly idleMs?: number;
};
/** `whose`: the side that ended it. */
export type Carried = {
  readonly bytes: number;
  readonly error: AppError | null;
  readonly whose: 'source' | 'destination' | null;
};

const idleMs = 60_000;

/** Resolves when both streams are over, however they went. */
export async function carryFile({ from, to, bytes, ...options }: CarryFile): Promise<Carried> {
  const state = { moved: 0, first: null as Pick<Carried, 'error' | 'whose'> | null };
  const end = (whose: 'source' | 'destination', error: AppError): void => {
    state.first ??= { whose, error };
    from.abort(error);
    to.abort(error);
  };
  const patience = options.idleMs ?? idleMs;
  const timer = setTimeout(() => {
    const isTheirs = isFull(to.stream) || state.moved === bytes;
    end(isTheirs ? 'destination' : 'source', idle(patience));
  }, patience);
  const take = (chunk: Buffer): void => {
    if (state.first !== null) return;
    timer.refresh();
    state.moved += chunk.length;
    if (state.moved > bytes) {
      end('source', new AppError('bad-peer', 'It sends more than it said.'));
      return;
    }
    to.stream.write(chunk);
    if (isFull(to.stream)) from.stream.pause();
  };
  // What comes with a refusal is no part of the file. Where no answer comes, `ended` says why.
  void from.response
    .then(({ ':status': status }) => {
      if (Number(status) === 200) from.stream.on('data', take);
      else from.stream.resume();
    })
    .catch(() => undefined);
  to.stream.on('drain', () => {
    timer.refresh();
    from.stream.resume();
  });
  // What it answers is not looked at, but an answer that is not read has no end.
  to.stream.resume();
  try {
    await Promise.all([
      from.ended
        .then(() => {
          if (state.moved < bytes) throw new AppError('bad-peer', 'It sends less than it said.');
          if (!to.stream.destroyed) to.stream.end();
        })
        .catch((thrown: unknown) => end('source', toAppError(thrown))),
      to.ended.catch((thrown: unknown) => end('destination', toAppError(thrown))),
    ]);
  } finally {
    clearTimeout(timer);
  }
  return { bytes: state.moved, ...(state.first ?? { error: null, whose: null }) };
}

const idle = (ms: number): AppError =>
  new AppError('deadline-exceeded', `Not a byte has moved for ${ms / 1000} s.`);
