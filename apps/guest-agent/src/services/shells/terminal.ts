import type { Signal, TerminalSize } from '@busbar/shared/protocol/channel';
import type { Launch } from '../../exec/launch.ts';

/** A program on a pseudo-terminal, as a shell session needs it. */
export interface Terminal {
  readonly pid: number;
  /** Bytes in the order in which the program wrote them; none while paused. */
  readonly onOutput: (listener: (chunk: Buffer) => void) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Resolves once the terminal has taken the bytes. Rejects when the program has ended. */
  readonly write: (bytes: Buffer) => Promise<void>;
  readonly resize: (size: TerminalSize) => void;
  readonly signal: (signal: Signal) => void;
  /** Resolves after the last output was delivered. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
}

export type OpenTerminal = (launch: Launch, size: TerminalSize) => Promise<Terminal>;
