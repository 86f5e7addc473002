/** Runs a program in a guest to its end, for callers that take one answer. What streams is relayed instead. */
import type { ClientHttp2Session } from 'node:http2';
import { AppError } from '@busbar/shared/errors/app-error';
import { openStream } from '@busbar/shared/http2/open-stream';
import { channelPaths, ExecEnd, type ExecRequest } from '@busbar/shared/protocol/channel';
import {
  encodeFrame,
  encodeJsonFrame,
  FrameDecoder,
  frameLimitBytes,
  frameType,
} from '@busbar/shared/protocol/frames';

export type GuestRun = {
  readonly request: ExecRequest;
  readonly stdin: Buffer;
  /** Of what it prints, both streams together. More ends it with `too-large`. */
  readonly outputLimitBytes: number;
  readonly signal: AbortSignal;
};

export type GuestRunResult = { readonly end: ExecEnd; readonly stdout: Buffer; readonly stderr: Buffer };

/** @throws AppError: `too-large`, `truncated`, what the guest refuses, or the signal's reason. The program is ended. */
export async function runInGuest(session: ClientHttp2Session, run: GuestRun): Promise<GuestRunResult> {
  const call = openStream(session, { path: channelPaths.exec, signal: run.signal });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const decoder = new FrameDecoder();
  let printedBytes = 0;
  let end: ExecEnd | null = null;
  const take = (type: number, payload: Buffer): void => {
    if (type === frameType.end) end = ExecEnd.parse(JSON.parse(payload.toString('utf8')));
    if (type !== frameType.stdout && type !== frameType.stderr) return;
    printedBytes += payload.length;
    if (printedBytes > run.outputLimitBytes) throw tooMuch(run.outputLimitBytes);
    output[type === frameType.stdout ? 'stdout' : 'stderr'].push(Buffer.from(payload));
  };
  call.stream.on('data', (chunk: Buffer) => {
    try {
      for (const { type, payload } of decoder.push(chunk)) take(type, payload);
    } catch (error) {
      call.abort(error instanceof AppError ? error : new AppError('bad-peer', 'The guest sent no frames.'));
    }
  });
  call.stream.write(encodeJsonFrame(frameType.start, run.request));
  for (let at = 0; at < run.stdin.length; at += frameLimitBytes) {
    call.stream.write(encodeFrame(frameType.stdin, run.stdin.subarray(at, at + frameLimitBytes)));
  }
  call.stream.end(encodeFrame(frameType.stdinEnd, Buffer.alloc(0)));
  await call.ended;
  if (end === null) throw new AppError('truncated', 'The guest did not say how the program ended.');
  return { end, stdout: Buffer.concat(output.stdout), stderr: Buffer.concat(output.stderr) };
}

const tooMuch = (limitBytes: number): AppError =>
  new AppError('too-large', `The program printed more than ${limitBytes} bytes; it was ended.`);
