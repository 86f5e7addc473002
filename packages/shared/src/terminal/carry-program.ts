/** A program elsewhere at this one's standard streams, byte for byte: pipes in and out, signals, and how it ended. */
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../errors/app-error.ts';
import { writeChunk } from '../http2/json-lines.ts';
import type { Signal } from '../protocol/channel.ts';
import {
  ExecAnswer,
  ExecEvent,
  type ExecInput,
  encodeBytes,
  inputPieceBytes,
} from '../protocol/local-streams.ts';

/** One running program: `LocalCall` is one, over a host's local protocol. */
export type ExecWay = {
  readonly answer: (onEvent: (event: unknown) => Promise<void>) => Promise<unknown>;
  readonly write: (input: ExecInput) => Promise<void>;
  readonly hangUp: () => void;
};

export type StandardStreams = {
  /** Null: the program has no input. */
  readonly stdin: Readable | null;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Tells of signals to this program, which are meant for the other one. */
  readonly onSignal: (listener: (signal: Signal) => void) => void;
};

/** @throws what the way ended with; `truncated` when somebody closed our output, or asked twice for an end */
export async function carryProgram(way: ExecWay, streams: StandardStreams): Promise<ExecAnswer> {
  const { stdin, stdout, stderr, onSignal } = streams;
  const hangUp = (): void => way.hangUp();
  // Whoever read it has gone: so is the reason to go on.
  for (const output of [stdout, stderr]) output.on('error', hangUp);
  const asked = new Set<Signal>();
  onSignal((signal) => {
    // A program that does not listen is left, which ends it.
    if (asked.has(signal)) return hangUp();
    asked.add(signal);
    void way.write({ event: 'signal', signal }).catch(hangUp);
  });
  void carryInput(way, stdin).catch(hangUp);
  const answer = await way.answer(async (data) => {
    const parsed = ExecEvent.safeParse(data);
    if (!parsed.success || parsed.data.event === 'started') return;
    await writeChunk(parsed.data.event === 'stdout' ? stdout : stderr, parsed.data.data);
  });
  const parsed = ExecAnswer.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AppError('bad-peer', 'The host agent’s answer is not understood.', { cause: parsed.error });
}

async function carryInput(way: ExecWay, stdin: Readable | null): Promise<void> {
  if (stdin !== null) {
    for await (const chunk of stdin) {
      const bytes = Buffer.from(chunk);
      for (let at = 0; at < bytes.length; at += inputPieceBytes)
        await way.write({ event: 'stdin', data: encodeBytes(bytes.subarray(at, at + inputPieceBytes)) });
    }
  }
  await way.write({ event: 'stdin-end' });
}
