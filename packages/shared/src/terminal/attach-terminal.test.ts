/** A console on a shell whose way breaks, ends or is stuck. Both ends are in memory. */
import { expect, test } from 'vitest';
import { AppError, type ErrorCode } from '../errors/app-error.ts';
import { encodeBytes, type ShellInput } from '../protocol/local-streams.ts';
import { attachTerminal, type ShellRequest, type ShellWay } from './attach-terminal.ts';
import type { LocalConsole } from './local-console.ts';

const shellId = '018f0000-0000-7000-8000-000000000001';
const size = { columns: 80, rows: 24 };
const facts = { title: 'sh', user: 'root', pid: 7, createdAt: 0, size, viewers: 1, keptFrom: 0, ended: null };
const attached = (replayFrom: number) => {
  const shell = { ...facts, shellId, writtenTo: replayFrom };
  return { event: 'attached', shell, replayFrom, liveAt: replayFrom, hasGap: false };
};
const printed = (offset: number, text: string) => ({
  event: 'stdout',
  offset,
  data: encodeBytes(Buffer.from(text)),
});
const exited = { id: 'v', shellId, cause: 'exited', exitCode: 3, signal: null };
const lost = (code: ErrorCode) => new AppError(code, 'It is lost.');

type Console = LocalConsole & { readonly shown: () => string; readonly type: (text: string) => void };
function memoryConsole(): Console {
  let shown = '';
  const typing: ((bytes: Buffer) => void)[] = [];
  return {
    size: () => size,
    onResize: () => undefined,
    onTyped: (listener) => void typing.push(listener),
    onEnd: () => undefined,
    write: async (bytes) => {
      shown += Buffer.from(bytes).toString();
    },
    restore: () => undefined,
    shown: () => shown,
    type: (text) => {
      for (const listener of typing) listener(Buffer.from(text));
    },
  };
}

type Way = { readonly events: readonly object[]; readonly end: object | AppError };
/** Ways in the order in which they are opened, and what came to them. */
function ways(list: readonly (Way | AppError)[]) {
  const requests: ShellRequest[] = [];
  const inputs: ShellInput[] = [];
  const open = async (request: ShellRequest): Promise<ShellWay> => {
    const way = list[requests.push(request) - 1];
    if (way === undefined || way instanceof AppError) throw way ?? new Error('one way too many');
    return {
      answer: async (onEvent) => {
        for (const event of way.events) await onEvent(event);
        if (way.end instanceof AppError) throw way.end;
        return way.end;
      },
      write: async (input) => void inputs.push(input),
      hangUp: () => undefined,
    };
  };
  return { open, requests, inputs };
}
const common = { shellId: null, detachByte: 0x1d, say: async () => undefined };

test('a way that breaks is opened again at the next byte, and nothing is shown twice or lost', async () => {
  const console = memoryConsole();
  const { open, requests } = ways([
    { events: [attached(0), printed(0, 'abc'), { event: 'news' }], end: lost('truncated') },
    lost('unavailable'),
    { events: [attached(3), printed(3, 'def')], end: exited },
  ]);
  const outcome = await attachTerminal({ ...common, console, open });
  expect(outcome).toEqual({ kind: 'ended', answer: exited });
  expect(console.shown()).toMatch(/^abcdef\x1b/);
  expect(requests).toEqual([
    { shellId: null, fromOffset: null, size },
    { shellId, fromOffset: 3, size },
    { shellId, fromOffset: 3, size },
  ]);
});

test('a shell that never began, and one that has gone, are not waited for', async () => {
  const console = memoryConsole();
  const never = ways([lost('unavailable')]);
  await expect(attachTerminal({ ...common, console, open: never.open })).rejects.toMatchObject({
    code: 'unavailable',
  });
  const gone = ways([{ events: [attached(0)], end: lost('guest-unreachable') }, lost('not-found')]);
  await expect(attachTerminal({ ...common, console, open: gone.open })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('what is typed before the way is open reaches the shell, in order and before the detaching', async () => {
  const console = memoryConsole();
  const opening = Promise.withResolvers<void>();
  const detached = Promise.withResolvers<void>();
  const inputs: ShellInput[] = [];
  const open = async (): Promise<ShellWay> => {
    await opening.promise;
    return {
      answer: async (onEvent) => {
        await onEvent(attached(0));
        console.type('two\x1dthree');
        await detached.promise;
        return { ...exited, cause: 'detached', exitCode: null };
      },
      write: async (input) => {
        inputs.push(input);
        if (input.event === 'detach') detached.resolve();
      },
      hangUp: () => undefined,
    };
  };
  const outcome = attachTerminal({ ...common, console, open });
  console.type('one');
  opening.resolve();
  expect(await outcome).toEqual({ kind: 'detached', shellId });
  expect(inputs).toEqual([
    { event: 'stdin', data: encodeBytes(Buffer.from('one')) },
    { event: 'stdin', data: encodeBytes(Buffer.from('two')) },
    { event: 'detach' },
  ]);
});

test('a way that takes nothing more can still be left', async () => {
  const console = memoryConsole();
  const cut = Promise.withResolvers<never>();
  const open = async (): Promise<ShellWay> => ({
    answer: async (onEvent) => {
      await onEvent(attached(0));
      console.type('stuck\x1d');
      return cut.promise;
    },
    write: () => new Promise(() => undefined),
    hangUp: () => cut.reject(lost('truncated')),
  });
  expect(await attachTerminal({ ...common, console, open })).toEqual({ kind: 'detached', shellId });
});
