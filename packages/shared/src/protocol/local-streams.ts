/**
 * What a client and a host agent say to each other on the local protocol once a stream is asked for: `vm exec` and
 * `vm shell` with `stream: true`. Each is the `data` of an `event` line, or a line of input. Bytes travel as base64.
 */
import { z } from 'zod';
import { ExecEnd, GapFrame, OffsetFrame, ShellInfo, Signal, TerminalSize, ViewersFrame } from './channel.ts';

/** Of bytes in one line of input. Several lines fit what an agent reads ahead. */
export const inputPieceBytes = 64 * 1024;

const Bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const InputBytes = z
  .base64()
  .max(4 * Math.ceil(inputPieceBytes / 3), `It has at most ${inputPieceBytes} bytes.`)
  .transform((text) => Buffer.from(text, 'base64'));

export const encodeBytes = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

const event = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ event: z.literal(name), ...shape });

/** To a program. Its input is whole only with `stdin-end`; without it the program is ended when the client goes. */
export const ExecInput = z.discriminatedUnion('event', [
  event('stdin', { data: InputBytes }),
  event('stdin-end', {}),
  event('signal', { signal: Signal }),
]);
export type ExecInput = z.input<typeof ExecInput>;

export const ExecEvent = z.discriminatedUnion('event', [
  event('started', { pid: z.number() }),
  event('stdout', { data: Bytes }),
  event('stderr', { data: Bytes }),
]);
export type ExecEvent = z.output<typeof ExecEvent>;

const Answer = { id: z.string(), exitCode: z.number().int().nullable(), signal: z.string().nullable() };

/** The answer: how the program ended. */
export const ExecAnswer = z.object({
  ...Answer,
  cause: ExecEnd.shape.cause,
  /** Why it was not started or did not end by itself. */
  error: z.string().nullable(),
});
export type ExecAnswer = z.infer<typeof ExecAnswer>;

/** To a shell. Its going is a detaching as well: the shell goes on. */
export const ShellInput = z.discriminatedUnion('event', [
  event('stdin', { data: InputBytes }),
  event('resize', TerminalSize.shape),
  event('detach', {}),
]);
export type ShellInput = z.input<typeof ShellInput>;

export const ShellEvent = z.discriminatedUnion('event', [
  /** First. Output before `liveAt` is a replay: a terminal's own replies to it must not be sent. */
  event('attached', {
    shell: ShellInfo,
    replayFrom: z.number(),
    liveAt: z.number(),
    hasGap: z.boolean(),
  }),
  /** `offset` is that of the first byte. */
  event('stdout', { offset: z.number(), data: Bytes }),
  event('live', OffsetFrame.shape),
  /** Output that is no longer kept. */
  event('gap', GapFrame.shape),
  event('resized', TerminalSize.shape),
  event('viewers', ViewersFrame.shape),
]);
export type ShellEvent = z.output<typeof ShellEvent>;

/** The answer: that the client detached, and the shell goes on, or how its program ended. */
export const ShellAnswer = z.object({
  ...Answer,
  shellId: z.string(),
  cause: z.enum(['detached', ...ExecEnd.shape.cause.options]),
});
export type ShellAnswer = z.infer<typeof ShellAnswer>;

/** One line from the agent. The last is `ok` or `error`; a connection that ends without it was cut. */
export const LocalLine = z.object({
  status: z.enum(['event', 'ok', 'error']),
  data: z.unknown(),
  /** Of an error, where a stream was asked for. */
  code: z.string().optional(),
});
export type LocalLine = z.infer<typeof LocalLine>;
