/**
 * Waits for a handle of Windows (a process, an event) without a thread of Node's: Windows' own pool waits, and calls back.
 */
import { koffi } from './koffi.ts';
import { windowsError } from './windows-error.ts';

const forever = 0xffffffff;
const onlyOnce = 0x8;

type Waiting = {
  readonly register: (id: number, handle: number) => void;
  readonly resolvers: Map<number, () => void>;
};
const state: { waiting: Waiting | null; lastId: number } = { waiting: null, lastId: 0 };

/** Resolves when the handle is signalled, however long that takes. It does not keep the process alive. */
export function waitForHandle(handle: number): Promise<void> {
  state.waiting ??= bind();
  const { register, resolvers } = state.waiting;
  state.lastId += 1;
  const id = state.lastId;
  return new Promise((resolve, reject) => {
    resolvers.set(id, resolve);
    try {
      register(id, handle);
    } catch (error) {
      resolvers.delete(id);
      reject(error);
    }
  });
}

/** One callback for all: each wait is told by the number that it was registered with. */
function bind(): Waiting {
  const { load, pointer, proto, register } = koffi();
  const kernel = load('kernel32.dll');
  const resolvers = new Map<number, () => void>();
  const waits = new Map<number, number | bigint>();
  const unregister = kernel.func('int UnregisterWait(intptr_t wait)');
  const onSignalled = (context: number | bigint): void => {
    const id = Number(context);
    const resolve = resolvers.get(id);
    resolvers.delete(id);
    const wait = waits.get(id);
    waits.delete(id);
    // The pool's thread is still in this callback, so Windows says "pending" and does it afterwards.
    if (wait !== undefined) unregister(wait);
    resolve?.();
  };
  const type = proto('void WaitOrTimerCallback(intptr_t context, uint8_t isLate)');
  const callback = register(onSignalled, pointer(type));
  const registerWait = kernel.func(
    'int RegisterWaitForSingleObject(_Out_ intptr_t *wait, intptr_t handle, void *callback, intptr_t context, uint32_t limit, uint32_t flags)',
  );
  const lastError = kernel.func('uint32_t GetLastError()') as () => number;
  return {
    resolvers,
    register: (id, handle) => {
      const wait: (number | bigint)[] = [0];
      if (registerWait(wait, handle, callback, id, forever, onlyOnce) === 0) {
        throw windowsError('RegisterWaitForSingleObject', lastError());
      }
      waits.set(id, wait[0] ?? 0);
    },
  };
}
