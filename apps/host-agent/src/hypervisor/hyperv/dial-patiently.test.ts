import { winsockError } from '@busbar/shared/native/winsock-error';
import { expect, it } from 'vitest';
import { dialPatiently, dialTimeoutMs } from './dial-patiently.ts';

const never = new AbortController().signal;

/** Fails with these codes, one after the other, and then connects. */
function failing(codes: readonly number[]) {
  const timeouts: number[] = [];
  const dial = async (timeoutMs: number): Promise<string> => {
    const code = codes[timeouts.length];
    timeouts.push(timeoutMs);
    if (code !== undefined) throw winsockError('ConnectEx', code);
    return 'connected';
  };
  return { dial, timeouts };
}

it('dials a starting VM again, for longer each time', async () => {
  const { dial, timeouts } = failing([10060, 10050, 10060]);
  expect(await dialPatiently(dial, never)).toBe('connected');
  expect(timeouts).toEqual([250, 500, 1000, 2000]);
});

it('leaves it to the caller after a few dials', async () => {
  const { dial, timeouts } = failing(Array(20).fill(10060));
  await expect(dialPatiently(dial, never)).rejects.toMatchObject({ code: 'guest-unreachable' });
  expect(timeouts).toHaveLength(5);
  expect(dialTimeoutMs(50)).toBe(2000);
});

it('does not repeat what would fail again', async () => {
  const { dial, timeouts } = failing([10013]);
  await expect(dialPatiently(dial, never)).rejects.toMatchObject({ code: 'forbidden' });
  expect(timeouts).toHaveLength(1);
});

it('stops when nobody waits any more', async () => {
  const stop = new AbortController();
  const { dial, timeouts } = failing([10060, 10060]);
  const dialled = dialPatiently((timeoutMs) => dial(timeoutMs).finally(() => stop.abort()), stop.signal);
  await expect(dialled).rejects.toMatchObject({ details: { winsockCode: 10060 } });
  expect(timeouts).toHaveLength(1);
});
