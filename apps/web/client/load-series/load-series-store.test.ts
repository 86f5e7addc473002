import { type LoadSeries, loadPointMs, loadPoints } from '@busbar/shared/realtime/load-series';
import { expect, it } from 'vitest';
import { LoadSeriesStore } from './load-series-store.ts';

const flat = (percent: number): LoadSeries => ({
  cpu: Array.from({ length: loadPoints }, () => percent),
  memory: Array.from({ length: loadPoints }, () => percent),
});

/** A store whose timers the test lets run, beside a server that knows the VMs in `reporting`. */
function storeOf(reporting: Record<string, LoadSeries>) {
  const asked: string[] = [];
  const timers = new Map<() => void, number>();
  let isDown = false;
  const store = new LoadSeriesStore({
    read: async (vmIds) => {
      asked.push(vmIds.join(' '));
      if (isDown) throw new Error('away');
      return Object.fromEntries(vmIds.flatMap((id) => (reporting[id] ? [[id, reporting[id]]] : [])));
    },
    later: (run, delayMs) => {
      timers.set(run, delayMs);
      return () => timers.delete(run);
    },
    isHidden: () => false,
  });
  /** Lets pass so much time that the timers of at most this delay run. */
  const pass = async (delayMs: number): Promise<void> => {
    for (const [run, delay] of [...timers]) {
      if (delay > delayMs || !timers.delete(run)) continue;
      run();
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    store,
    asked,
    pass,
    timers,
    goDown: () => {
      isDown = true;
    },
  };
}
const ignore = (): void => undefined;

it('asks once for all rows that came into view together', async () => {
  const { store, asked, pass } = storeOf({ a: flat(5) });
  let told = 0;
  store.want('a', () => {
    told += 1;
  });
  store.want('b', ignore);
  await pass(1_000);
  expect(asked).toEqual(['a b']);
  expect(store.get('a')).toEqual(flat(5));
  expect(store.get('b')).toBeNull();
  expect(told).toBe(1);
});

it('asks only for the new ones when others come into view, and for all when a point is due', async () => {
  const { store, asked, pass } = storeOf({});
  store.want('a', ignore);
  await pass(1_000);
  store.want('b', ignore);
  await pass(1_000);
  await pass(loadPointMs);
  expect(asked).toEqual(['a', 'b', 'a b']);
});

it('neither asks for rows that left before the scrolling ended nor keeps them', async () => {
  const { store, asked, pass, timers } = storeOf({ a: flat(5) });
  const leave = store.want('a', ignore);
  store.want('b', ignore);
  leave();
  await pass(1_000);
  expect(asked).toEqual(['b']);
  expect(store.get('a')).toBeNull();
  expect(timers.size).toBe(1);
});

it('stops asking when no row is left', () => {
  const { store, timers } = storeOf({});
  store.want('a', ignore)();
  expect(timers.size).toBe(0);
});

it('draws nothing old while the server does not answer, and asks again', async () => {
  const { store, asked, pass, goDown } = storeOf({ a: flat(5) });
  store.want('a', ignore);
  await pass(1_000);
  goDown();
  await pass(loadPointMs);
  expect(store.get('a')).toBeNull();
  await pass(loadPointMs);
  expect(asked).toHaveLength(3);
});
