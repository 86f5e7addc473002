/**
 * ConPTY: a program of Windows on a pseudo-console. Its two ends are named pipes with one instance each, whose other ends
 * are ordinary sockets of Node, so output waits in the pipe (and the program with it) while nobody reads.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { AppError } from '../errors/app-error.ts';
import { createJobObject, type JobObject } from './job-object.ts';
import { koffi } from './koffi.ts';
import { waitForHandle } from './wait-for-handle.ts';
import { environmentBlock, windowsCommandLine } from './windows-arguments.ts';
import { windowsError } from './windows-error.ts';
import {
  consoleSize,
  processInformationBytes,
  readProcessInformation,
  startupInfo,
} from './windows-structs.ts';

export type ConsoleSize = { readonly columns: number; readonly rows: number };

export type ConsoleProgram = {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly size: ConsoleSize;
};

export type ConsoleProcess = {
  readonly pid: number;
  readonly input: Socket;
  /** Ends when the program has exited and all that it wrote was read. */
  readonly output: Socket;
  /** False where this Windows cannot do it. */
  readonly resize: (size: ConsoleSize) => boolean;
  /** Ends the program and all that it has started. */
  readonly terminate: () => void;
  readonly exited: Promise<number>;
};

const inbound = 1;
const outbound = 2;
const firstInstance = 0x80000;
/** PIPE_REJECT_REMOTE_CLIENTS: nobody on the network is to have a look. */
const rejectRemote = 0x8;
const pipeBytes = 64 * 1024;
const pseudoConsoleAttribute = 0x20016;
/** EXTENDED_STARTUPINFO_PRESENT, CREATE_UNICODE_ENVIRONMENT, CREATE_SUSPENDED. */
const creationFlags = 0x80000 | 0x400 | 0x4;

/** @throws `not-found` for a program or folder that is not there, `unavailable`, `unsupported` before Windows 10 1809 */
export async function spawnInPseudoConsole(program: ConsoleProgram): Promise<ConsoleProcess> {
  const windows = bind();
  const ends = await openPipes(windows);
  try {
    const console_ = createConsole(windows, ends, program.size);
    try {
      return begin(windows, { console: console_, ends, program });
    } catch (error) {
      closeConsole(windows, console_);
      throw error;
    }
  } catch (error) {
    ends.input.destroy();
    ends.output.destroy();
    throw error;
  }
}

type Ends = {
  readonly input: Socket;
  readonly output: Socket;
  /** The console's own ends, until it has copies of them. */
  readonly read: number;
  readonly write: number;
};

/**
 * Connected before anything is written: had somebody else taken our end of a pipe that takes one, we would fail here, and
 * nothing would have been said to him.
 */
async function openPipes(windows: Windows): Promise<Ends> {
  const name = `\\\\.\\pipe\\busbar-shell-${randomUUID()}`;
  const read = createPipe(windows, `${name}-in`, inbound);
  const write = createPipe(windows, `${name}-out`, outbound);
  const sockets = [connect(`${name}-in`), connect(`${name}-out`)] as const;
  try {
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  } catch (cause) {
    for (const socket of sockets) socket.destroy();
    for (const handle of [read, write]) windows.close(handle);
    throw new AppError('unavailable', `The pipes of a pseudo-console cannot be opened: ${cause}`, { cause });
  }
  const [input, output] = sockets;
  // What was typed for a program that has just ended is nobody's; the end of the output tells it.
  input.on('error', () => input.destroy());
  output.on('error', () => output.destroy());
  return { input, output, read, write };
}

function createPipe(windows: Windows, name: string, direction: number): number {
  const mode = rejectRemote;
  const pipe = Number(
    windows.createPipe(name, direction | firstInstance, mode, 1, pipeBytes, pipeBytes, 0, null),
  );
  if (pipe === -1) throw windowsError('CreateNamedPipeW', windows.lastError());
  return pipe;
}

function createConsole(windows: Windows, { read, write }: Ends, size: ConsoleSize): number {
  const created: (number | bigint)[] = [0];
  const result = windows.createConsole(consoleSize(size), read, write, 0, created);
  // The console has copies; with ours open, the end of its output would never be seen.
  windows.close(read);
  windows.close(write);
  if (result !== 0) throw windowsError('CreatePseudoConsole', result);
  return Number(created[0]);
}

function begin(
  windows: Windows,
  { console: handle, ends, program }: { console: number; ends: Ends; program: ConsoleProgram },
): ConsoleProcess {
  const job = createJobObject({ isKilledOnClose: true });
  try {
    const { process, pid } = createProcess(windows, handle, program, job);
    const isOpen = { console: true };
    const exited = untilExited(windows, process).finally(() => {
      isOpen.console = false;
      job.close();
      closeConsole(windows, handle);
    });
    return {
      pid,
      input: ends.input,
      output: ends.output,
      resize: (size) => isOpen.console && windows.resizeConsole(handle, consoleSize(size)) === 0,
      terminate: () => {
        if (isOpen.console) job.terminate(1);
      },
      exited,
    };
  } catch (error) {
    job.close();
    throw error;
  }
}

/** Suspended until it is in its job, so that nothing it starts escapes. */
function createProcess(windows: Windows, handle: number, program: ConsoleProgram, job: JobObject) {
  const list = attributeList(windows, handle);
  const made = Buffer.alloc(processInformationBytes);
  try {
    const line = Buffer.from(`${windowsCommandLine(program.argv)}\0`, 'utf16le');
    const block = environmentBlock(program.env);
    const isMade = windows.createProcess(
      null,
      line,
      null,
      null,
      0,
      creationFlags,
      block,
      program.cwd,
      startupInfo(list),
      made,
    );
    if (isMade === 0) throw notStarted(program, windows.lastError());
  } finally {
    windows.deleteAttributes(list);
    koffi().free(list);
  }
  const { process, thread, pid } = readProcessInformation(made);
  try {
    job.add(process);
    windows.resume(thread);
  } catch (error) {
    windows.terminate(process, 1);
    windows.close(process);
    throw error;
  } finally {
    windows.close(thread);
  }
  return { process, pid };
}

const missing = new Set([2, 3, 267]);

function notStarted({ argv, cwd }: ConsoleProgram, code: number): AppError {
  const kind = missing.has(code) ? 'not-found' : 'unavailable';
  return new AppError(kind, `${argv[0]} could not be started in ${cwd} (Windows error ${code}).`, {
    details: { call: 'CreateProcessW', code },
  });
}

/** The list keeps the console's handle itself as its value, not a pointer to it. */
function attributeList(windows: Windows, handle: number): bigint {
  const size: (number | bigint)[] = [0];
  windows.initializeAttributes(null, 1, 0, size);
  const list = koffi().alloc('uint8_t', Number(size[0])) as unknown as bigint;
  if (windows.initializeAttributes(list, 1, 0, size) === 0) {
    throw windowsError('InitializeProcThreadAttributeList', windows.lastError());
  }
  if (windows.updateAttribute(list, 0, pseudoConsoleAttribute, handle, 8, null, null) === 0) {
    throw windowsError('UpdateProcThreadAttribute', windows.lastError());
  }
  return list;
}

async function untilExited(windows: Windows, process: number): Promise<number> {
  try {
    await waitForHandle(process);
    const code: (number | bigint)[] = [0];
    if (windows.exitCode(process, code) === 0) throw windowsError('GetExitCodeProcess', windows.lastError());
    return Number(code[0]);
  } finally {
    windows.close(process);
  }
}

/** On another thread: before Windows 11 24H2 it waits until the last output was read, which only we can do. */
function closeConsole(windows: Windows, handle: number): void {
  windows.closeConsole.async(handle, () => undefined);
}

type NativeCall = {
  (...parameters: readonly unknown[]): number;
  async: (...parameters: readonly unknown[]) => void;
};
type Windows = Readonly<Record<keyof typeof declarations, NativeCall>>;

const declarations = {
  createPipe:
    'intptr_t CreateNamedPipeW(str16 name, uint32_t access, uint32_t mode, uint32_t instances, uint32_t out, uint32_t in, uint32_t limit, void *security)',
  createConsole:
    'int32_t CreatePseudoConsole(uint32_t size, intptr_t input, intptr_t output, uint32_t flags, _Out_ intptr_t *console)',
  resizeConsole: 'int32_t ResizePseudoConsole(intptr_t console, uint32_t size)',
  closeConsole: 'void ClosePseudoConsole(intptr_t console)',
  initializeAttributes:
    'int InitializeProcThreadAttributeList(void *list, uint32_t count, uint32_t flags, _Inout_ size_t *size)',
  updateAttribute:
    'int UpdateProcThreadAttribute(void *list, uint32_t flags, uintptr_t attribute, intptr_t value, size_t size, void *previous, void *returned)',
  deleteAttributes: 'void DeleteProcThreadAttributeList(void *list)',
  createProcess:
    'int CreateProcessW(void *program, uint8_t *line, void *processSecurity, void *threadSecurity, int isInheriting, uint32_t flags, const uint8_t *environment, str16 folder, const uint8_t *startup, _Out_ uint8_t *made)',
  resume: 'uint32_t ResumeThread(intptr_t thread)',
  terminate: 'int TerminateProcess(intptr_t process, uint32_t exitCode)',
  exitCode: 'int GetExitCodeProcess(intptr_t process, _Out_ uint32_t *code)',
  close: 'int CloseHandle(intptr_t handle)',
  lastError: 'uint32_t GetLastError()',
} as const;

const state: { windows: Windows | null } = { windows: null };

/** @throws `unsupported` where Windows has no pseudo-consoles. */
function bind(): Windows {
  if (state.windows !== null) return state.windows;
  if (process.platform !== 'win32') throw new AppError('unsupported', 'Pseudo-consoles are of Windows.');
  const kernel = koffi().load('kernel32.dll');
  try {
    const calls = Object.entries(declarations).map(([name, text]) => [name, kernel.func(text)]);
    state.windows = Object.fromEntries(calls) as Windows;
    return state.windows;
  } catch (cause) {
    throw new AppError('unsupported', 'Shells need Windows 10 1809, Windows Server 2019 or later.', {
      cause,
    });
  }
}
