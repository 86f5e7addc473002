/** Runs a program in a guest to its end, for callers that take one answer. What streams is carried as it comes. */
import type { ClientHttp2Session } from 'node:http2';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { channelPaths, ExecEnd, type ExecRequest } from '@busbar/shared/protocol/channel';
import { encodeFrame, type Frame, frameLimitBytes, frameType } from '@busbar/shared/protocol/frames';
import { parseFrame } from '@busbar/shared/protocol/parse-frame';
import { type FramedCall, openFramedCall } from './framed-call.ts';

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
  const { request: start, signal } = run;
  const call = await openFramedCall(session, { path: channelPaths.exec, start, signal });
  void writeInput(call, run.stdin).catch((error: unknown) => call.abort(toAppError(error)));
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let printedBytes = 0;
  let end: ExecEnd | null = null;
  for await (const frame of call.frames()) {
    if (frame.type === frameType.end) end = parseFrame(frame, ExecEnd);
    const printed = printedBy(frame);
    if (printed === null) continue;
    printedBytes += frame.payload.length;
    if (printedBytes > run.outputLimitBytes) throw tooMuch(run.outputLimitBytes);
    output[printed].push(Buffer.from(frame.payload));
  }
  if (end === null) throw new AppError('truncated', 'The guest did not say how the program ended.');
  return { end, stdout: Buffer.concat(output.stdout), stderr: Buffer.concat(output.stderr) };
}

async function writeInput(call: FramedCall, stdin: Buffer): Promise<void> {
  for (let at = 0; at < stdin.length; at += frameLimitBytes)
    await call.write(encodeFrame(frameType.stdin, stdin.subarray(at, at + frameLimitBytes)));
  await call.write(encodeFrame(frameType.stdinEnd, Buffer.alloc(0)));
  call.end();
}

function printedBy({ type }: Frame): 'stdout' | 'stderr' | null {
  if (type === frameType.stdout) return 'stdout';
  return type === frameType.stderr ? 'stderr' : null;
}

const tooMuch = (limitBytes: number): AppError =>
  new AppError('too-large', `The program printed more than ${limitBytes} bytes; it was ended.`);
