/** Begins to attach to a shell in a guest: one HTTP/2 stream through its host, up to the guest's first frame. */
import type { ClientHttp2Stream } from 'node:http2';
import { AppError } from '@busbar/shared/errors/app-error';
import type { OpenStream } from '@busbar/shared/http2/open-stream';
import { requireOk } from '@busbar/shared/http2/require-ok';
import { channelPaths, type ShellAttach, ShellAttached } from '@busbar/shared/protocol/channel';
import { encodeJsonFrame, type Frame, FrameDecoder, frameType } from '@busbar/shared/protocol/frames';
import { guestPath } from '@busbar/shared/protocol/link';
import { parseFrame } from '@busbar/shared/protocol/parse-frame';
import type { HostLink } from '../hosts/host-link.ts';

export type OpenedAttachment = {
  readonly call: OpenStream;
  readonly attached: ShellAttached;
  readonly decoder: FrameDecoder;
  /** Frames that came together with the first. */
  readonly early: readonly Frame[];
};

/** An emulated guest under load answers late. */
const attachDeadlineMs = 20_000;

/** The stream is paused when this resolves. @throws the guest's or the host's own error. */
export async function openAttachment(
  link: HostLink,
  vmId: string,
  request: ShellAttach,
): Promise<OpenedAttachment> {
  const call = link.open({ path: guestPath(vmId, channelPaths.shellAttach), deadlineMs: attachDeadlineMs });
  const late = new AppError('deadline-exceeded', `The guest did not attach within ${attachDeadlineMs} ms.`);
  const timer = setTimeout(() => call.abort(late), attachDeadlineMs);
  try {
    call.stream.write(encodeJsonFrame(frameType.start, request));
    await requireOk(call);
    const decoder = new FrameDecoder();
    const [first, ...early] = await firstFrames(call, decoder);
    if (first?.type !== frameType.attached)
      throw new AppError('bad-peer', 'The guest did not begin with "attached".');
    return { call, decoder, early, attached: parseFrame(first, ShellAttached) };
  } catch (error) {
    call.abort(new AppError('cancelled', 'The attachment failed.'));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function firstFrames(call: OpenStream, decoder: FrameDecoder): Promise<readonly Frame[]> {
  const stream: ClientHttp2Stream = call.stream;
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      try {
        const frames = decoder.push(chunk);
        if (frames.length === 0) return;
        stop();
        stream.pause();
        resolve(frames);
      } catch (error) {
        stop();
        reject(error);
      }
    };
    const onClose = (): void => {
      stop();
      const early = new AppError('truncated', 'The guest ended before it attached.');
      call.ended.then(() => reject(early), reject);
    };
    const stop = (): void => {
      stream.off('data', onData);
      stream.off('close', onClose);
    };
    stream.on('data', onData);
    stream.once('close', onClose);
  });
}
