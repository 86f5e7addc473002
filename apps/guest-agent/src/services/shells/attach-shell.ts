/**
 * POST shells/attach: one viewer. The response ends with an `end` frame when the program has ended. A request
 * that is ended by the caller is a detach: the response ends in order, without an `end` frame.
 */
import type { ServerHttp2Stream } from 'node:http2';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { readFrames, writeWhole } from '@busbar/shared/http2/frame-stream';
import { beginResponse, endError, endOk, hasEnded } from '@busbar/shared/http2/respond';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { OffsetFrame, ShellAttach, TerminalSize } from '@busbar/shared/protocol/channel';
import { encodeJsonFrame, type Frame, frameType } from '@busbar/shared/protocol/frames';
import { parseFrame, readStart } from '../request-frames.ts';
import type { ShellRegistry } from './shell-registry.ts';
import type { ShellSession } from './shell-session.ts';
import type { ShellViewer } from './shell-viewer.ts';

type Viewing = { readonly session: ShellSession; readonly viewer: ShellViewer; readonly canWrite: boolean };

export const attachShellHandler =
  (shells: ShellRegistry): RouteHandler =>
  async ({ stream, signal }) => {
    const frames = readFrames(stream);
    const request = await readStart(frames, frameType.start, ShellAttach);
    const session = shells.get(request.shellId);
    const { viewer, first } = session.attach(
      request.fromOffset,
      request.mode === 'write' ? request.size : undefined,
    );
    signal.addEventListener('abort', () => session.detach(viewer), { once: true });
    if (signal.aborted) session.detach(viewer);
    beginResponse(stream);
    const viewing = { session, viewer, canWrite: request.mode === 'write' };
    void takeInput(frames, viewing, stream)
      .catch((error: unknown) => endError(stream, toAppError(error)))
      .finally(() => session.detach(viewer));
    try {
      await writeWhole(stream, encodeJsonFrame(frameType.attached, first));
      const end = await viewer.run((frame) => writeWhole(stream, frame));
      endOk(stream, end === null ? undefined : encodeJsonFrame(frameType.end, end));
    } finally {
      session.detach(viewer);
      stream.resume();
    }
  };

async function takeInput(
  frames: AsyncGenerator<Frame, void>,
  viewing: Viewing,
  stream: ServerHttp2Stream,
): Promise<void> {
  for await (const frame of frames) {
    // What comes after the end is read and discarded, so that the caller's window never closes.
    if (!hasEnded(stream)) await takeFrame(frame, viewing);
  }
}

async function takeFrame(frame: Frame, { session, viewer, canWrite }: Viewing): Promise<void> {
  if (frame.type === frameType.ack) return viewer.acknowledge(parseFrame(frame, OffsetFrame).offset);
  if (!canWrite) throw new AppError('forbidden', 'This viewer may only read.');
  if (frame.type === frameType.stdin) return session.writeInput(frame.payload);
  if (frame.type === frameType.resize) return session.resize(parseFrame(frame, TerminalSize));
  throw new AppError('invalid-input', `A frame of type ${frame.type} means nothing to a shell.`);
}
