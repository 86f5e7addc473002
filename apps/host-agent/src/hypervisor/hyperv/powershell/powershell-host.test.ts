import { AppError } from '@busbar/shared/errors/app-error';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { describe, expect, it } from 'vitest';
import type { HypervEvent } from '../hyperv-host.ts';
import { ask, failureOf, isAlive, named, never, open, releaseFile, type Told } from './testing/open-host.ts';

describe('calls', () => {
  it('get each its own answer, one after the other from each of two processes', async () => {
    const host = open();
    const told = await Promise.all(Array.from({ length: 30 }, (_, at) => ask(host, `vm ${at}`)));
    expect(told.map(({ parameters }) => parameters)).toEqual(told.map((_, at) => ({ Name: `vm ${at}` })));
    const pids = [...new Set(told.map(({ pid }) => pid))];
    expect(pids).toHaveLength(2);
    for (const own of pids) {
      const seen = told.filter(({ pid }) => pid === own).map((one) => one.seen);
      expect(seen).toEqual(seen.map((_, at) => at + 1));
    }
  });

  it('that come one at a time need one process', async () => {
    const host = open();
    const { pid } = await ask(host);
    expect(await ask(host)).toMatchObject({ pid, seen: 2 });
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

  it('of one VM that take long keep no other VM waiting, and need a process more only then', async () => {
    const host = open();
    const { path, release } = await releaseFile();
    const [before] = (await host.work(named('a'), { signal: never })) as Told[];
    expect(await host.work(named('b'), { signal: never })).toMatchObject([{ pid: before!.pid, seen: 2 }]);
    const long = host.work(named(`until ${path}`), { signal: never });
    const [other] = (await host.work(named('c'), { signal: never })) as Told[];
    expect(other!.pid).not.toBe(before!.pid);
    await release();
    expect(await long).toMatchObject([{ pid: before!.pid }]);
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
    const others = [1, 2].map(() => host.query(named(`until ${path}`), never));
    const cancel = new AbortController();
    const waiting = failureOf(host.query(named('y'), cancel.signal));
    cancel.abort();
    expect(await waiting).toMatchObject({ code: 'cancelled' });
    await release();
    await Promise.all(others);
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

  it('is over before anything else is begun, whose work it may have half done', async () => {
    const host = open();
    const { path, release } = await releaseFile();
    const cancel = new AbortController();
    const order: string[] = [];
    const first = failureOf(
      host.work(named(`progress until ${path}`), {
        signal: cancel.signal,
        onProgress: () => cancel.abort(),
      }),
    );
    await first;
    const next = host.work(named('undo'), { signal: never }).then(() => order.push('undone'));
    await ask(host);
    order.push('released');
    await release();
    await next;
    expect(order).toEqual(['released', 'undone']);
  });

  it('is not begun when its signal had aborted before', async () => {
    const reason = new AppError('deadline-exceeded', 'Too late.');
    expect(await failureOf(open().query(named('x'), AbortSignal.abort(reason)))).toBe(reason);
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
