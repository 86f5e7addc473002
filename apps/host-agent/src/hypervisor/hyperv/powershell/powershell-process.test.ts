import type { AppError } from '@busbar/shared/errors/app-error';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { describe, expect, it } from 'vitest';
import { ask, double, failureOf, isAlive, named, never, open } from './testing/open-host.ts';

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
    for (const failure of await Promise.all(Array.from({ length: 4 }, () => failureOf(ask(host))))) {
      expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    }
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
    // Each of the two processes gets every other call.
    const told = await Promise.all(Array.from({ length: 16 }, () => ask(host)));
    const own = told.filter((_, at) => at % 2 === 0);
    expect(own.map(({ seen }) => seen)).toEqual([1, 2, 3, 4, 5, 6, 1, 2]);
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
