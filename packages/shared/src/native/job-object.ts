/** Job objects: a program of Windows with everything that it starts, so that all of it can be ended at once. */
import { koffi } from './koffi.ts';
import { windowsError } from './windows-error.ts';
import { killOnClose } from './windows-structs.ts';

export interface JobObject {
  /** Takes in a process; what it starts from now on is in it too. */
  readonly add: (process: number) => void;
  /** The same by its pid. False when it has gone, or may not be taken in. */
  readonly addPid: (pid: number) => boolean;
  /** Ends all that is in it; each gets this exit code. */
  readonly terminate: (exitCode: number) => void;
  readonly close: () => void;
}

const extendedLimits = 9;
/** PROCESS_SET_QUOTA | PROCESS_TERMINATE: what a job wants of a process that it takes in. */
const jobAccess = 0x0100 | 0x0001;

/** @param options.isKilledOnClose what is in it ends with its last handle: with this process, at the latest */
export function createJobObject(options: { readonly isKilledOnClose: boolean }): JobObject {
  const windows = bind();
  const job = Number(windows.create(null, null));
  if (job === 0) throw windowsError('CreateJobObjectW', windows.lastError());
  const limits = killOnClose();
  if (options.isKilledOnClose && windows.setLimits(job, extendedLimits, limits, limits.length) === 0) {
    const code = windows.lastError();
    windows.close(job);
    throw windowsError('SetInformationJobObject', code);
  }
  return {
    add: (process) => {
      if (windows.assign(job, process) === 0) {
        throw windowsError('AssignProcessToJobObject', windows.lastError());
      }
    },
    addPid: (pid) => {
      const process = Number(windows.open(jobAccess, 0, pid));
      if (process === 0) return false;
      try {
        return windows.assign(job, process) !== 0;
      } finally {
        windows.close(process);
      }
    },
    terminate: (exitCode) => void windows.terminate(job, exitCode),
    close: () => void windows.close(job),
  };
}

type Windows = Record<'create' | 'setLimits' | 'assign' | 'open' | 'terminate' | 'close', NativeCall> & {
  readonly lastError: () => number;
};
type NativeCall = (...parameters: readonly unknown[]) => number;

const state: { windows: Windows | null } = { windows: null };

function bind(): Windows {
  if (state.windows !== null) return state.windows;
  const kernel = koffi().load('kernel32.dll');
  const call = (declaration: string) => kernel.func(declaration) as unknown as NativeCall;
  state.windows = {
    create: call('intptr_t CreateJobObjectW(void *security, void *name)'),
    setLimits: call(
      'int SetInformationJobObject(intptr_t job, int kind, const uint8_t *limits, uint32_t length)',
    ),
    assign: call('int AssignProcessToJobObject(intptr_t job, intptr_t process)'),
    open: call('intptr_t OpenProcess(uint32_t access, int isInherited, uint32_t pid)'),
    terminate: call('int TerminateJobObject(intptr_t job, uint32_t exitCode)'),
    close: call('int CloseHandle(intptr_t handle)'),
    lastError: call('uint32_t GetLastError()'),
  };
  return state.windows;
}
