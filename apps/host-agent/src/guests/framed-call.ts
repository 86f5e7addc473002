/** A call to a guest whose two directions are frames: exec, and attaching to a shell. */
import type { ClientHttp2Session } from 'node:http2';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { readFrames, writeWhole } from '@busbar/shared/http2/frame-stream';
import { type OpenStream, openStream } from '@busbar/shared/http2/open-stream';
import { requireOk } from '@busbar/shared/http2/require-ok';
import type { ChannelPath } from '@busbar/shared/protocol/channel';
import { encodeJsonFrame, type Frame, frameType } from '@busbar/shared/protocol/frames';

export type FramedCall = {
  /** What the guest sends, to its end, read as it is taken. @throws what the call ended with */
  readonly frames: () => AsyncGenerator<Frame, void>;
  /** Waits while the guest does not take it. Once the call is over it goes nowhere. */
  readonly write: (frame: Buffer) => Promise<void>;
  /** The request's end. */
  readonly end: () => void;
  readonly abort: OpenStream['abort'];
};

export type FramedRequest = {
  readonly path: ChannelPath;
  /** The first frame. */
  readonly start: unknown;
  /** Aborting resets the stream. */
  readonly signal: AbortSignal;
};

/** @throws what the guest refuses, `guest-unreachable`, `truncated`, or the signal's reason */
export async function openFramedCall(
  session: ClientHttp2Session,
  { path, start, signal }: FramedRequest,
): Promise<FramedCall> {
  const call = openStream(session, { path, signal });
  const { stream } = call;
  stream.write(encodeJsonFrame(frameType.start, start));
  await requireOk(call);
  return {
    frames: () => framesOf(call),
    write: (frame) => writeWhole(stream, frame),
    end: () => {
      if (!stream.destroyed && !stream.writableEnded) stream.end();
    },
    abort: call.abort,
  };
}

async function* framesOf(call: OpenStream): AsyncGenerator<Frame, void> {
  try {
    yield* readFrames(call.stream);
    await call.ended;
  } catch (thrown) {
    // A reader sees only that the stream was cut; the call knows why. Its own fault it tells the call.
    const error = toAppError(thrown);
    if (error.code === 'bad-peer') call.abort(error);
    await call.ended;
    throw error;
  } finally {
    // Whoever stops reading in the middle leaves nothing open; a call that is over does not notice.
    call.abort(new AppError('cancelled', 'Nobody reads the rest.'));
  }
}
