import { expect, it } from 'vitest';
import { provisionRows, type RowOutcome } from './provision-rows.ts';

type Call = PromiseWithResolvers<string> & { readonly row: number };

/** What is asked stays open until the test answers it. */
function start(count: number) {
  const calls: Call[] = [];
  const outcomes = new Map<number, RowOutcome<string>>();
  const stop = { isStopped: false };
  const ended = provisionRows({
    rows: Array.from({ length: count }, (_, row) => row),
    ask: (row) => {
      const call = { ...Promise.withResolvers<string>(), row };
      calls.push(call);
      return call.promise;
    },
    report: (row, outcome) => outcomes.set(row, outcome),
    isStopped: () => stop.isStopped,
  });
  const answer = async (row: number): Promise<void> => {
    calls.find((call) => call.row === row)?.resolve(`vm-${row}`);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { calls, outcomes, stop, ended, answer };
}

it('asks for four at a time, in the order of the table', async () => {
  const { calls, outcomes, ended, answer } = start(6);
  expect(calls.map(({ row }) => row)).toEqual([0, 1, 2, 3]);
  expect(outcomes.get(4)).toBeUndefined();
  await answer(2);
  expect(calls.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4]);
  for (const row of [0, 1, 3, 4, 5]) await answer(row);
  await ended;
  expect([...outcomes.values()].map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'made'));
  expect(outcomes.get(5)).toEqual({ state: 'made', made: 'vm-5' });
});

it('tells of a row that failed, and goes on with the others', async () => {
  const { calls, outcomes, ended, answer } = start(5);
  const error = new Error('There is a VM named web-2 already.');
  calls[1]?.reject(error);
  for (const row of [0, 2, 3, 4]) await answer(row);
  await ended;
  expect(outcomes.get(1)).toEqual({ state: 'failed', error });
  expect([0, 2, 3, 4].map((row) => outcomes.get(row)?.state)).toEqual(['made', 'made', 'made', 'made']);
});

it('begins no further row once stopped, and waits for those under way', async () => {
  const { calls, outcomes, stop, ended, answer } = start(6);
  stop.isStopped = true;
  for (const row of [0, 1, 2, 3]) await answer(row);
  await ended;
  expect(calls).toHaveLength(4);
  expect([...outcomes.keys()]).toEqual([0, 1, 2, 3]);
});

it('ends at once without rows', async () => {
  const { calls, ended } = start(0);
  await ended;
  expect(calls).toEqual([]);
});
