/**
 * A Windows service in this process: what the service control manager asks of it, and what it is told. The program is
 * its own wrapper, so that nothing else has to be shipped, compiled or trusted on the host.
 */
import { AppError } from '../errors/app-error.ts';
import { koffi } from './koffi.ts';

/** Of winsvc.h. */
const serviceWin32OwnProcess = 0x10;
const states = { stopped: 1, startPending: 2, stopPending: 3, running: 4 } as const;
const accepted = { nothing: 0, stop: 0x01, shutdown: 0x04 } as const;
const controls = { stop: 1, shutdown: 5 } as const;
const noError = 0;
const callNotImplemented = 120;
const controlInterrogate = 4;
const serviceSpecificError = 1066;
const statusBytes = 28;
/** The manager asks for a sign of life within this while we stop; running jobs put themselves down meanwhile. */
const stopHintMs = 30_000;
/** Two entries of `struct SERVICE_TABLE_ENTRYW`; the second one, of zeros, ends the table. */
const tableBytes = 32;

export type ServiceWork = (stopRequested: Promise<void>) => Promise<number>;

/**
 * Runs `work` as the service of that name; its number is the service's exit code, and an error or a number other than
 * zero counts as a failure, after which Windows starts the service again. Returns when the service has stopped.
 *
 * @throws `precondition-failed` when it was not the service control manager that started this process.
 */
export async function runWindowsService(name: string, work: ServiceWork): Promise<void> {
  if (process.platform !== 'win32') throw new AppError('unsupported', 'Services of Windows need Windows.');
  const native = bindServiceCalls();
  const stop = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let status: bigint | null = null;
  const tell = (state: number, exitCode = 0): void => {
    if (status === null) return;
    const fields = new Uint32Array(statusBytes / 4);
    const isAccepting = state === states.running ? accepted.stop | accepted.shutdown : accepted.nothing;
    const codes = exitCode === 0 ? [0, 0] : [serviceSpecificError, exitCode];
    const hint = state === states.stopPending ? stopHintMs : 0;
    fields.set([serviceWin32OwnProcess, state, isAccepting, ...codes, 0, hint]);
    native.setStatus(status, new Uint8Array(fields.buffer));
  };
  const onControl = (control: number): number => {
    if (control === controlInterrogate) return noError;
    if (control !== controls.stop && control !== controls.shutdown) return callNotImplemented;
    tell(states.stopPending);
    stop.resolve();
    return noError;
  };
  const serviceMain = (): void => {
    status = native.register(name, onControl);
    tell(states.running);
    begun.resolve();
  };
  const dispatched = native.dispatch(name, serviceMain);
  await Promise.race([begun.promise, dispatched]);
  let exitCode = 1;
  try {
    exitCode = await work(stop.promise);
  } finally {
    tell(states.stopped, exitCode);
    await dispatched;
  }
}

type ServiceCalls = {
  readonly dispatch: (name: string, main: () => void) => Promise<void>;
  readonly register: (name: string, onControl: (control: number) => number) => bigint;
  readonly setStatus: (status: bigint, fields: Uint8Array) => void;
};

/** Whatever Windows keeps an address of stays where it is for as long as the process lives. */
function bindServiceCalls(): ServiceCalls {
  const { alloc, load, pointer, proto, register, view } = koffi();
  const library = load('advapi32.dll');
  const main = proto('void ServiceMain(uint32_t count, void *names)');
  const handler = proto(
    'uint32_t ServiceHandler(uint32_t control, uint32_t type, void *data, void *context)',
  );
  const start = library.func('int StartServiceCtrlDispatcherW(void *table)');
  const registerHandler = library.func(
    'void *RegisterServiceCtrlHandlerExW(str16 name, ServiceHandler *handler, void *context)',
  );
  const setStatus = library.func('int SetServiceStatus(void *status, const uint8_t *fields)');
  return {
    dispatch: (name, onMain) => {
      const text = Buffer.from(`${name}\0`, 'utf16le');
      const nameAt = alloc('uint8_t', text.length);
      new Uint8Array(view(nameAt, text.length)).set(text);
      const table = alloc('uint8_t', tableBytes);
      const entries = new BigUint64Array(view(table, tableBytes));
      entries.set([nameAt, register(onMain, pointer(main)), 0n, 0n]);
      return new Promise((resolve, reject) => {
        start.async(table, (error: Error | null, isDone: number) => {
          if (error === null && isDone !== 0) resolve();
          else reject(notStarted(error));
        });
      });
    },
    register: (name, onControl) =>
      registerHandler(name, register(onControl, pointer(handler)), null) as bigint,
    setStatus: (status, fields) => void setStatus(status, fields),
  };
}

const notStarted = (cause: unknown): AppError =>
  new AppError('precondition-failed', 'The service control manager did not start this process.', {
    userMessage:
      'This command is for the service control manager of Windows. In a console use the command run or serve',
    cause,
  });
