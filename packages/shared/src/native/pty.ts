/** Pseudo-terminals on Linux that lose no output (node-pty loses the tail of a child that prints and exits). */
import { closeSync, constants, fchmodSync, fchownSync, openSync, readSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { AppError } from '../errors/app-error.ts';
import { checked, libc } from './libc.ts';

export type PtySize = { readonly columns: number; readonly rows: number };

export type Pty = {
  /** Read the program's output from it. Ends after `drain` when all of it was read. */
  readonly output: ReadStream;
  /** The program's stdin, stdout and stderr. Kept open until `close`, so that no hang-up discards output. */
  readonly slaveFd: number;
  /** What a person types. @throws `truncated` when it is closed. */
  readonly write: (bytes: Uint8Array | string) => void;
  /** Bytes of input that the terminal has not taken yet. */
  readonly pendingInputBytes: () => number;
  /** The program gets SIGWINCH. */
  readonly resize: (size: PtySize) => void;
  /** Call it when the program has exited: takes what the kernel still holds, then ends `output`. */
  readonly drain: () => void;
  /** Idempotent. What was not read is lost. */
  readonly close: () => void;
};

// asm-generic/ioctls.h; the same on x64 and arm64.
const TIOCSPTLCK = 0x40045431;
const TIOCGPTPEER = 0x5441;
const TIOCSWINSZ = 0x5414;
const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;

export type OpenPtyOptions = PtySize & {
  /** Who owns the terminal's device; needed by programs that open it by name. Default: this process's user. */
  readonly owner?: { readonly uid: number; readonly gid: number };
};

/** @throws `unavailable` when the system has no more terminals. */
export function openPty(options: OpenPtyOptions): Pty {
  const masterFd = openMaster();
  let slaveFd: number;
  try {
    checked('unlockpt', libc().ioctl(masterFd, TIOCSPTLCK, Buffer.alloc(4)));
    // By descriptor, not by path: in a namespace /dev/pts may be another instance's.
    slaveFd = checked('TIOCGPTPEER', libc().ioctlNumber(masterFd, TIOCGPTPEER, O_RDWR | O_NOCTTY));
  } catch (error) {
    closeSync(masterFd);
    throw error;
  }
  if (options.owner !== undefined) {
    fchownSync(slaveFd, options.owner.uid, options.owner.gid);
    fchmodSync(slaveFd, 0o620);
  }
  setSize(masterFd, options);
  return toPty(masterFd, slaveFd);
}

function openMaster(): number {
  try {
    return openSync('/dev/ptmx', O_RDWR | O_NOCTTY | O_NONBLOCK);
  } catch (cause) {
    throw new AppError('unavailable', `No terminal can be opened: ${cause}`, { cause });
  }
}

function setSize(masterFd: number, size: PtySize): void {
  const winsize = Buffer.alloc(8);
  winsize.writeUInt16LE(size.rows, 0);
  winsize.writeUInt16LE(size.columns, 2);
  checked('TIOCSWINSZ', libc().ioctl(masterFd, TIOCSWINSZ, winsize));
}

function toPty(masterFd: number, slaveFd: number): Pty {
  const output = new ReadStream(masterFd);
  const state = { isClosed: false, isDrained: false };
  const closed = (): AppError => new AppError('truncated', 'The terminal is closed.');
  const close = (): void => {
    if (state.isClosed) return;
    state.isClosed = true;
    output.destroy();
    closeSync(slaveFd);
  };
  const drain = (): void => {
    if (state.isClosed || state.isDrained) return;
    state.isDrained = true;
    // Whoever reads goes on as before; meanwhile nothing else may read the descriptor.
    const isFlowing = output.readableFlowing;
    if (isFlowing !== null) output.pause();
    for (let chunk = readNow(masterFd); chunk !== null; chunk = readNow(masterFd)) output.push(chunk);
    output.push(null);
    if (isFlowing === true) output.resume();
  };
  // Its 'close' follows; a read that fails after the end loses nothing.
  output.on('error', close);
  return {
    output,
    slaveFd,
    write: (bytes) => {
      if (state.isClosed || state.isDrained) throw closed();
      output.write(bytes);
    },
    pendingInputBytes: () => output.writableLength,
    resize: (size) => {
      if (!state.isClosed) setSize(masterFd, size);
    },
    drain,
    close,
  };
}

/** What can be read at once; null when there is nothing more. The kernel flushes its buffers before EAGAIN. */
function readNow(fd: number): Buffer | null {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  try {
    const sizeBytes = readSync(fd, buffer);
    return sizeBytes === 0 ? null : buffer.subarray(0, sizeBytes);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EAGAIN' || code === 'EIO') return null;
    throw error;
  }
}
