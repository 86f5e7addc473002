/**
 * What runs inside the pages that are measured. Each function stands for itself: the browser gets its text.
 * Times are taken there, so that the way to the browser's debugger is not in them.
 */

type Disposable = { readonly dispose: () => void };
type Terminal = {
  readonly input: (data: string, wasUserInput: boolean) => void;
  readonly onCursorMove: (listener: () => void) => Disposable;
};
type EchoSocket = {
  readonly emit: (event: string, id: string, bytes: Uint8Array) => void;
  readonly once: (event: string, listener: () => void) => void;
};
type Page = Window &
  typeof globalThis & {
    readonly io: (options: { readonly transports: readonly string[] }) => EchoSocket;
    echoSocket?: EchoSocket;
    firstStepMs?: Promise<number>;
  };
type TerminalElement = Element & { readonly terminal?: Terminal };

/** Milliseconds from each key to its echo in the terminal's buffer. The guest's program must only echo. */
export async function terminalEchoTimes(count: number): Promise<number[]> {
  const page = globalThis as unknown as Page;
  const terminal = page.document.querySelector<TerminalElement>('[data-testid="shell-terminal"]')?.terminal;
  if (terminal === undefined) throw new Error('This page has no terminal.');
  const times: number[] = [];
  for (let index = 1; index <= count; index++) {
    const begin = performance.now();
    await new Promise<void>((resolve) => {
      const listening = terminal.onCursorMove(() => {
        listening.dispose();
        resolve();
      });
      terminal.input(index % 40 === 0 ? '\r' : 'x', true);
    });
    times.push(performance.now() - begin);
  }
  return times;
}

/** The same over nothing but Socket.IO. */
export async function bareEchoTimes(count: number): Promise<number[]> {
  const page = globalThis as unknown as Page;
  page.echoSocket ??= page.io({ transports: ['websocket'] });
  const socket = page.echoSocket;
  const times: number[] = [];
  for (let index = 1; index <= count; index++) {
    const begin = performance.now();
    await new Promise<void>((resolve) => {
      socket.once('output', resolve);
      socket.emit('input', 'bench', new TextEncoder().encode('x'));
    });
    times.push(performance.now() - begin);
  }
  return times;
}

/** Begins to wait for a click and then for the first step that is under way or done, drawn on the screen. */
export function expectFirstStep(): void {
  const page = globalThis as unknown as Page;
  const begun = '[data-testid="job-step"]:not([data-state="pending"])';
  page.firstStepMs = new Promise((resolve) => {
    const onClick = (): void => {
      const begin = performance.now();
      new page.MutationObserver((_changes, observer) => {
        if (page.document.querySelector(begun) === null) return;
        observer.disconnect();
        page.requestAnimationFrame(() => resolve(performance.now() - begin));
      }).observe(page.document.body, { subtree: true, childList: true, attributes: true });
    };
    page.document.addEventListener('click', onClick, { capture: true, once: true });
  });
}

export async function firstStepTime(): Promise<number> {
  const { firstStepMs } = globalThis as unknown as Page;
  if (firstStepMs === undefined) throw new Error('Nobody has waited for a click here.');
  return await firstStepMs;
}
