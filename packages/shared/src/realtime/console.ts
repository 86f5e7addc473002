/**
 * Shells in the browser, Socket.IO namespace `/consoles`; one socket may hold several attachments, told
 * apart by `attachId`, which the page chooses. Bytes travel as binary. The page acknowledges what its
 * terminal has processed; the server holds back at `consoleWindowBytes` unacknowledged.
 */
import { z } from 'zod';
import { Id } from '../domain/ids.ts';
import { WireError } from '../errors/wire-error.ts';
import { ShellAttached, ShellInfo, TerminalSize } from '../protocol/channel.ts';

export const consoleWindowBytes = 256 * 1024;
/** One paste is at most this; more is refused with `too-large`. */
export const consoleInputLimitBytes = 1024 * 1024;

export const ConsoleAttach = z.object({
  attachId: z.string().min(1).max(64),
  vmId: Id,
  shellId: z.uuid(),
  /** Next byte wanted, null for a first attach. */
  fromOffset: z.number().int().min(0).nullable(),
  size: TerminalSize,
});
export type ConsoleAttach = z.infer<typeof ConsoleAttach>;

export const ConsoleAnswer = z.union([
  z.object({ ok: z.literal(true), attached: ShellAttached }),
  z.object({ ok: z.literal(false), error: WireError }),
]);
export type ConsoleAnswer = z.infer<typeof ConsoleAnswer>;

export type ConsoleServerToClient = {
  /** `offset` is that of the first byte. */
  output: (attachId: string, offset: number, data: ArrayBuffer) => void;
  live: (attachId: string, offset: number) => void;
  gap: (attachId: string, from: number, to: number) => void;
  resized: (attachId: string, size: TerminalSize) => void;
  viewers: (attachId: string, count: number) => void;
  /** The shell's program has ended (`end` is ExecEnd) or the way to it broke (`error` is WireError; attach again). */
  ended: (attachId: string, end: unknown) => void;
  broken: (attachId: string, error: WireError) => void;
};
export type ConsoleClientToServer = {
  attach: (request: ConsoleAttach, done: (answer: ConsoleAnswer) => void) => void;
  input: (attachId: string, data: ArrayBuffer | Uint8Array) => void;
  resize: (attachId: string, size: TerminalSize) => void;
  ack: (attachId: string, offset: number) => void;
  detach: (attachId: string) => void;
};

/** Plain HTTP beside it: GET/POST `/live/vms/<vmId>/shells`, POST `/live/vms/<vmId>/shells/kill`. */
export const LiveShellCreate = z.object({
  shellId: z.uuid(),
  size: TerminalSize,
  user: z.string().max(64).optional(),
});
export const LiveShellList = z.object({ shells: z.array(ShellInfo) });
