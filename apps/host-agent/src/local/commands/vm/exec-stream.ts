/** `vm exec` as a stream: what the program reads and prints goes as it comes, and waits for whoever is slower. */
import type { ClientHttp2Session } from 'node:http2';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { channelPaths, ExecEnd, type ExecRequest, StartedFrame } from '@busbar/shared/protocol/channel';
import { encodeFrame, encodeJsonFrame, type Frame, frameType } from '@busbar/shared/protocol/frames';
import {
  type ExecAnswer,
  ExecInput,
  encodeBytes,
  inputPieceBytes,
} from '@busbar/shared/protocol/local-streams';
import { parseFrame } from '@busbar/shared/protocol/parse-frame';
import { type FramedCall, openFramedCall } from '../../../guests/framed-call.ts';
import { type CommandContext, readInput } from '../../command.ts';

export type StreamedExec = {
  readonly request: ExecRequest;
  /** All of the program's input; null when the client sends it. */
  readonly stdin: Buffer | null;
};

const noBytes = Buffer.alloc(0);

/** Resolves to how the program ended. @throws what the guest refuses, or what the way to it ended with */
export async function streamExec(
  session: ClientHttp2Session,
  { request, stdin }: StreamedExec,
  context: CommandContext,
): Promise<Omit<ExecAnswer, 'id'>> {
  const call = await openFramedCall(session, {
    path: channelPaths.exec,
    start: request,
    signal: context.signal,
  });
  const input = stdin === null ? context : { input: inputOf(stdin) };
  void carryInput(call, input).catch((error: unknown) => call.abort(toAppError(error)));
  let end: ExecEnd | null = null;
  for await (const frame of call.frames()) {
    if (frame.type === frameType.end) end = parseFrame(frame, ExecEnd);
    else await carryOutput(frame, context);
  }
  if (end === null) throw new AppError('truncated', 'The guest did not say how the program ended.');
  return answerOf(end);
}

/** What an answer says of a program's end. */
export const answerOf = ({ cause, exitCode, signal, error }: ExecEnd): Omit<ExecAnswer, 'id'> => ({
  cause,
  exitCode,
  signal,
  error: error?.message ?? null,
});

async function carryOutput(frame: Frame, { send }: CommandContext): Promise<void> {
  if (frame.type === frameType.started) return send({ event: 'started', ...parseFrame(frame, StartedFrame) });
  const data = encodeBytes(frame.payload);
  if (frame.type === frameType.stdout) return send({ event: 'stdout', data });
  if (frame.type === frameType.stderr) return send({ event: 'stderr', data });
}

async function carryInput(call: FramedCall, from: Pick<CommandContext, 'input'>): Promise<void> {
  for await (const input of readInput(from, ExecInput)) {
    if (input.event === 'stdin') await call.write(encodeFrame(frameType.stdin, input.data));
    else if (input.event === 'signal')
      await call.write(encodeJsonFrame(frameType.signal, { signal: input.signal }));
    else await call.write(encodeFrame(frameType.stdinEnd, noBytes));
  }
  // A client that went away also ends its side; the guest ends a program whose input may not be whole.
  call.end();
}

async function* inputOf(stdin: Buffer): AsyncGenerator<ExecInput, void> {
  for (let at = 0; at < stdin.length; at += inputPieceBytes)
    yield { event: 'stdin', data: encodeBytes(stdin.subarray(at, at + inputPieceBytes)) };
  yield { event: 'stdin-end' };
}
