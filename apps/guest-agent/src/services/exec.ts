/** POST exec: runs one program and carries its streams, signals and end. The frames are in the protocol. */

import type { ServerHttp2Stream } from 'node:http2';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import { readFrames, writeWhole } from '@busbar/shared/http2/frame-stream';
import { beginResponse, endOk, hasEnded } from '@busbar/shared/http2/respond';
import type { RouteHandler } from '@busbar/shared/http2/router';
import { type ExecEnd, ExecRequest, SignalFrame } from '@busbar/shared/protocol/channel';
import type { FrameType } from '@busbar/shared/protocol/frames';
import {
  encodeFrame,
  encodeJsonFrame,
  type Frame,
  frameLimitBytes,
  frameType,
} from '@busbar/shared/protocol/frames';
import type { PlanLaunch } from '../exec/launch.ts';
import type { ProcessStarter } from '../exec/process-tree.ts';
import { type RunningProgram, runProgram } from '../exec/run-program.ts';
import { parseFrame, readStart } from './request-frames.ts';

export type ExecDeps = { readonly planLaunch: PlanLaunch; readonly processes: ProcessStarter };

export const execHandler =
  (deps: ExecDeps): RouteHandler =>
  async ({ stream, signal }) => {
    const frames = readFrames(stream);
    const request = await readStart(frames, frameType.start, ExecRequest);
    beginResponse(stream);
    const stopping = new AbortController();
    const program = await start(deps, request, stream, AbortSignal.any([signal, stopping.signal]));
    if (!('pid' in program)) return finish(stream, program);
    await writeWhole(stream, encodeJsonFrame(frameType.started, { pid: program.pid }));
    void carryInput(frames, program, stream).catch((error: unknown) => stopping.abort(toAppError(error)));
    finish(stream, await program.ended);
  };

/** A program that cannot be started is a result of exec (`not-started`), not a failure of the call. */
async function start(
  deps: ExecDeps,
  request: ExecRequest,
  stream: ServerHttp2Stream,
  signal: AbortSignal,
): Promise<RunningProgram | ExecEnd> {
  try {
    const launch = await deps.planLaunch({
      argv: request.argv,
      env: request.env,
      cwd: request.cwd,
      user: request.user,
    });
    return await runProgram({
      launch,
      processes: deps.processes,
      signal,
      timeoutMs: request.timeoutMs,
      onStdout: (chunk) => writeOutput(stream, frameType.stdout, chunk),
      onStderr: (chunk) => writeOutput(stream, frameType.stderr, chunk),
    });
  } catch (error) {
    return { cause: 'not-started', exitCode: null, signal: null, error: toWireError(toAppError(error)) };
  }
}

async function writeOutput(stream: ServerHttp2Stream, type: FrameType, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; at += frameLimitBytes) {
    await writeWhole(stream, encodeFrame(type, chunk.subarray(at, at + frameLimitBytes)));
  }
}

async function carryInput(
  frames: AsyncGenerator<Frame, void>,
  program: RunningProgram,
  stream: ServerHttp2Stream,
): Promise<void> {
  let hasEndedInput = false;
  for await (const frame of frames) {
    // What arrives after the end is read and discarded, so that the caller's window never closes.
    if (hasEnded(stream)) continue;
    if (frame.type === frameType.stdin) await program.writeInput(frame.payload);
    else if (frame.type === frameType.signal) program.signal(parseFrame(frame, SignalFrame).signal);
    else if (frame.type === frameType.stdinEnd) {
      hasEndedInput = true;
      program.endInput();
    } else throw new AppError('invalid-input', `A frame of type ${frame.type} means nothing to exec.`);
  }
  // A cut connection also looks like an end; input that may be truncated must not pass for whole.
  if (!hasEndedInput && !hasEnded(stream)) {
    throw new AppError('truncated', 'The request ended without a stdinEnd frame.');
  }
}

function finish(stream: ServerHttp2Stream, end: ExecEnd): void {
  endOk(stream, encodeJsonFrame(frameType.end, end));
  stream.resume();
}
