import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '@busbar/shared/errors/app-error';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterEach, describe, expect, it } from 'vitest';
import type { CmdletCall, HypervEvent } from '../hyperv-host.ts';
import { standInCommand } from './host-command.ts';
import { PowerShellHost, type PowerShellHostOptions } from './powershell-host.ts';

const double = fileURLToPath(new URL('./testing/double.ts', import.meta.url));
const never = new AbortController().signal;

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function open(args: readonly string[] = [], options: Partial<PowerShellHostOptions> = {}): PowerShellHost {
  const host = new PowerShellHost({
    command: standInCommand([process.execPath, double, ...args]),
    ...options,
  });
  undo.push(() => host.close());
  return host;
}

/** What the double does is said by the name. */
const named = (Name: string): CmdletCall => ({ cmdlet: 'Get-VM', parameters: { Name }, select: null });

type Told = { readonly pid: number; readonly seen: number; readonly parameters: unknown };
const ask = async (host: PowerShellHost, name = 'x'): Promise<Told> =>
  (await host.query(named(name), never))[0] as Told;

const failureOf = async (promise: Promise<unknown>): Promise<AppError> => {
  const thrown = await promise.then(
    () => new Error('It did not fail.'),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function releaseFile(): Promise<{ readonly path: string; readonly release: () => Promise<void> }> {
  const folder = await temporaryDirectory();
  undo.push(folder.remove);
  const path = join(folder.path, 'go');
  return { path, release: () => writeFile(path, '') };
}

describe('calls', () => {
  it('get each its own answer, one after the other from one process', async () => {
    const host = open();
    const told = await Promise.all(Array.from({ length: 30 }, (_, at) => ask(host, `vm ${at}`)));
    expect(told.map(({ parameters }) => parameters)).toEqual(told.map((_, at) => ({ Name: `vm ${at}` })));
    expect(told.map(({ seen }) => seen)).toEqual(told.map((_, at) => at + 1));
    expect(new Set(told.map(({ pid }) => pid)).size).toBe(1);
  });

  it.each([
    '"; calc; "',
    '$(calc)',
    '`n\u0000\r\n',
    "it's",
    '𝕌ñ\u2028',
    '{"id":1}\n{"id":2}',
    'x'.repeat(65_536),
  ])('carry %j unchanged', async (value) => {
    expect((await ask(open(), value)).parameters).toEqual({ Name: value });
  });

  it('answer although the bytes come one by one', async () => {
    expect(await open().query(named('bytes'), never)).toEqual(['Größe 🖥']);
  });

  it('tell the progress of work, within bounds', async () => {
    const percents: number[] = [];
    await open().work(named('progress'), { signal: never, onProgress: (percent) => percents.push(percent) });
    expect(percents).toEqual([10, 50, 100]);
  });

  it('of the kind that asks never wait for work', async () => {
    const host = open();
    const { path, release } = await releaseFile();
    const work = host.work(named(`until ${path}`), { signal: never });
    const { pid } = await ask(host);
    await release();
    expect(await work).not.toEqual([{ pid }]);
  });

  it('that are short never wait for a job', async () => {
    const host = open();
    const { path, release } = await releaseFile();
    const Name = `until ${path}`;
    const job = host.work(
      { cmdlet: 'Save-VM', parameters: { Name }, select: null, asJob: true },
      { signal: never },
    );
    await host.work(named('x'), { signal: never });
    await release();
    expect(await job).toHaveLength(1);
  });

  it('that the documentation forbids are refused before they are sent', async () => {
    const host = open();
    const refused = await failureOf(
      host.query({ cmdlet: 'Get-VM', parameters: { Nam: 'x' }, select: null }, never),
    );
    expect(refused).toMatchObject({ code: 'invalid-input', details: { kind: 'unknown-parameter' } });
    expect((await ask(host)).seen).toBe(1);
  });

  it('too large for the host script are refused before they are sent', async () => {
    const host = open();
    expect(await failureOf(host.query(named('x'.repeat(2 ** 20)), never))).toMatchObject({
      code: 'too-large',
    });
    expect((await ask(host)).seen).toBe(1);
  });
});

describe('a call that is no longer wanted', () => {
  it('is never sent when it still waits', async () => {
    const host = open();
    const { path, release } = await releaseFile();
    const first = host.query(named(`until ${path}`), never);
    const cancel = new AbortController();
    const second = failureOf(host.query(named('y'), cancel.signal));
    cancel.abort();
    expect(await second).toMatchObject({ code: 'cancelled' });
    await release();
    await first;
    expect((await ask(host)).seen).toBe(2);
  });

  it('ends at once for who asked, and its process once it has had time to end by itself', async () => {
    const host = open([], { limits: { abandonedMs: 1 } });
    const [before] = (await host.work(named('x'), { signal: never })) as Told[];
    const cancel = new AbortController();
    const options = { signal: cancel.signal, onProgress: () => cancel.abort() };
    const hung = await failureOf(host.work(named('progress-hang'), options));
    expect(hung).toMatchObject({ code: 'cancelled', message: expect.stringContaining('may still be done') });
    const [after] = (await host.work(named('x'), { signal: never })) as Told[];
    expect(after!.pid).not.toBe(before!.pid);
    expect(isAlive(before!.pid)).toBe(false);
  });

  it('keeps its process when it ends by itself', async () => {
    const host = open();
    const { path, release } = await releaseFile();
    const [before] = (await host.work(named('x'), { signal: never })) as Told[];
    const cancel = new AbortController();
    const waiting = failureOf(
      host.work(named(`progress until ${path}`), { signal: cancel.signal, onProgress: () => cancel.abort() }),
    );
    await waiting;
    await release();
    expect(await host.work(named('x'), { signal: never })).toMatchObject([{ pid: before!.pid, seen: 3 }]);
  });

  it('is not begun when its signal had aborted before', async () => {
    const reason = new AppError('deadline-exceeded', 'Too late.');
    expect(await failureOf(open().query(named('x'), AbortSignal.abort(reason)))).toBe(reason);
  });
});

describe('a process that hangs, dies or talks nonsense', () => {
  it('is killed when a call takes too long: only that call is lost, and it is said what is unknown', async () => {
    const host = open();
    const hung = failureOf(
      host.work(
        { cmdlet: 'Rename-VM', parameters: { Name: 'hang', NewName: 'b' }, select: null },
        { signal: never, timeoutMs: 300 },
      ),
    );
    const next = host.work(named('x'), { signal: never });
    const error = await hung;
    expect(error).toMatchObject({
      code: 'deadline-exceeded',
      retryable: true,
      details: { isOutcomeUnknown: true },
    });
    expect(error.userMessage).toMatch(/unknown.*Look at the VM/);
    expect(await next).toMatchObject([{ seen: 1 }]);
  });

  it.each([
    ['exit', 'unavailable', /last words/],
    ['not-json', 'bad-peer', /not JSON: Copyright/],
    ['no-answer', 'bad-peer', /no answer/],
    ['other-id', 'bad-peer', /nobody made/],
    ['endless', 'bad-peer', /16777216 bytes/],
  ])('%s: the call fails as %s, and the next one has a new process', async (name, code, message) => {
    const host = open();
    const { pid } = await ask(host);
    const error = await failureOf(host.query(named(name), never));
    expect(error).toMatchObject({ code, details: { isOutcomeUnknown: false } });
    expect(error.message).toMatch(message);
    expect((await ask(host)).pid).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
  });

  it('is replaced when it answers twice, without harm to other calls', async () => {
    const ends: AppError[] = [];
    const host = open([], { onProcessEnd: (_, reason) => ends.push(reason) });
    expect(await host.query(named('twice'), never)).toEqual([]);
    await waitFor('the end of the process', () => ends[0]);
    expect(ends[0]).toMatchObject({ code: 'bad-peer' });
    expect((await ask(host)).seen).toBe(1);
  });

  it('may answer without an id what it has not understood', async () => {
    expect(await failureOf(open().query(named('null-id'), never))).toMatchObject({
      details: { identifier: 'InvalidParameter' },
    });
  });
});

describe('a process that does not start', () => {
  it.each([
    ['exit', 'unavailable', /running scripts is disabled/],
    ['text', 'bad-peer', /not JSON/],
    ['protocol', 'version-mismatch', /protocol 2/],
  ])('%s: everybody who waits hears why', async (start, code, message) => {
    const host = open(['--start', start]);
    const [first, second] = await Promise.all([failureOf(ask(host)), failureOf(ask(host))]);
    expect(first).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(second).toBe(first);
  });

  it('says nothing: it is killed', async () => {
    const host = open(['--start', 'silent'], { limits: { startMs: 200 } });
    expect(await failureOf(ask(host))).toMatchObject({ code: 'deadline-exceeded' });
  });

  it('does not exist: who asks again before the next try is due hears the same, without a try', async () => {
    let tries = 0;
    const command = (): readonly string[] => {
      tries += 1;
      return ['/nonexistent/powershell.exe'];
    };
    const host = open([], { command, limits: { backOffMs: 3_600_000 } });
    expect(await failureOf(ask(host))).toMatchObject({ code: 'precondition-failed' });
    expect(await failureOf(ask(host))).toMatchObject({ code: 'precondition-failed' });
    expect(tries).toBe(1);
  });

  it('is tried again once the pause is over', async () => {
    const ways = [['/nonexistent/powershell.exe'], [process.execPath, double]];
    const command = (): readonly string[] => ways.shift()!;
    const host = open([], { command, limits: { backOffMs: 0 } });
    expect(await failureOf(ask(host))).toMatchObject({ code: 'precondition-failed' });
    expect((await ask(host)).seen).toBe(1);
  });
});

describe('the life of a process', () => {
  it('ends after so many calls, when nobody waits', async () => {
    const host = open([], { limits: { recycleAfter: 3 } });
    const pids: number[] = [];
    for (let at = 0; at < 7; at += 1) pids.push((await ask(host)).pid);
    expect(pids.map((pid) => pids.indexOf(pid))).toEqual([0, 0, 0, 3, 3, 3, 6]);
    expect(isAlive(pids[0]!)).toBe(false);
  });

  it('ends between two calls under steady work, after twice as many', async () => {
    const host = open([], { limits: { recycleAfter: 3 } });
    const told = await Promise.all(Array.from({ length: 8 }, () => ask(host)));
    expect(told.map(({ seen }) => seen)).toEqual([1, 2, 3, 4, 5, 6, 1, 2]);
  });

  it('ends with the host, which then refuses calls', async () => {
    const host = open();
    const { pid } = await ask(host);
    const hung = failureOf(host.work(named('exit'), { signal: never }));
    await host.close();
    expect(isAlive(pid)).toBe(false);
    await hung;
    expect(await failureOf(ask(host))).toMatchObject({ code: 'unavailable' });
  });
});

describe('watching', () => {
  it('tells events until the signal aborts', async () => {
    const events: HypervEvent[] = [];
    const end = new AbortController();
    const watched = open().watch((event) => events.push(event), end.signal);
    await waitFor('an event', () => events[0]);
    expect(events).toEqual([{ kind: 'changed', vmId: '3f2a9c1e-5b1d-4f0e-9a55-0c2f5d1f9b10' }]);
    end.abort();
    await expect(watched).resolves.toBeUndefined();
  });

  it('fails when the process that told them has gone, so that who watches looks again', async () => {
    const host = open();
    const events: HypervEvent[] = [];
    const watched = failureOf(host.watch((event) => events.push(event), never));
    await waitFor('an event', () => events[0]);
    await failureOf(ask(host, 'exit'));
    expect(await watched).toMatchObject({ code: 'unavailable', retryable: true });
  });
});

describe('a failure that says too little', () => {
  const start = (Name: string): CmdletCall => ({ cmdlet: 'Start-VM', parameters: { Name }, select: null });
  const toStart = (host: PowerShellHost, name: string): Promise<AppError> =>
    failureOf(host.work(start(name), { signal: never }));

  it('not found: it is missing when Hyper-V answers otherwise', async () => {
    expect(await failureOf(ask(open(), 'missing'))).toMatchObject({ code: 'not-found' });
  });

  it('not found: it is no sign of anything while the service is down', async () => {
    expect(await failureOf(ask(open(['--down']), 'missing'))).toMatchObject({
      code: 'unavailable',
      retryable: true,
      details: { identifier: 'ObjectNotFound' },
    });
  });

  it('failed to start: the hypervisor is not running, when that is so', async () => {
    expect(await toStart(open(['--lacks', 'hypervisor']), 'failing')).toMatchObject({
      code: 'precondition-failed',
      userMessage: 'hypervisor is missing. Mend hypervisor.',
      details: { identifier: 'OperationFailed' },
    });
  });

  it('denied: with the remedy for the rights, when they are missing', async () => {
    expect(await toStart(open(['--lacks', 'rights']), 'denied')).toMatchObject({
      code: 'forbidden',
      userMessage: 'rights is missing. Mend rights.',
    });
  });

  it.each([
    ['failing', 'internal', 'rights'],
    ['denied', 'forbidden', 'hypervisor'],
  ])('%s: stays what it is when the host lacks something else', async (name, code, lacks) => {
    const error = await toStart(open(['--lacks', lacks]), name);
    expect(error.code).toBe(code);
    expect(error.userMessage).not.toContain('Mend');
  });
});
