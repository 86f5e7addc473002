/** One Windows for all tests of a file. Apart from `wine.ts`, which knows no test runner. */
import { afterAll, afterEach, beforeEach } from 'vitest';
import { Wine } from './wine.ts';

/**
 * Returns what gives the Wine that the tests have now. It is started before the first test, and anew after one that has
 * failed: its retry is worth nothing in a Windows that has crashed, or in which an agent answers but starts no program any
 * more. Both have been seen with Wine 8.0, the second without a known cause. `prepare` brings it to where tests begin.
 */
export function useWine(prepare: (wine: Wine) => Promise<void> | void = () => undefined): () => Wine {
  const state: { wine: Wine | null; isReady: boolean } = { wine: null, isReady: false };
  const close = async (): Promise<void> => {
    await state.wine?.close();
    state.wine = null;
    state.isReady = false;
  };
  beforeEach(async () => {
    if (state.isReady) return;
    await close();
    state.wine = await Wine.start();
    await prepare(state.wine);
    state.isReady = true;
  });
  afterEach(({ task }) => {
    const crash = state.wine?.crash;
    if (crash || task.result?.state === 'fail') state.isReady = false;
    // Whatever the test has said, this was its reason.
    if (crash) throw new Error(crash);
  });
  afterAll(close);
  const current = (): Wine => {
    if (state.wine === null) throw new Error('Wine runs within tests only.');
    return state.wine;
  };
  return current;
}
