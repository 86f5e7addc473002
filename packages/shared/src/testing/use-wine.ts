/** One Windows for all tests of a file. Apart from `wine.ts`, which knows no test runner. */
import { afterAll, afterEach, beforeEach } from 'vitest';
import { Wine } from './wine.ts';

/**
 * Returns what gives the Wine that the tests have now. It is started before the first test, and anew where it has crashed,
 * so that the retry of the test that it took with it finds one; `prepare` brings it to where the tests begin, each time.
 */
export function useWine(prepare: (wine: Wine) => Promise<void> | void = () => undefined): () => Wine {
  const state: { wine: Wine | null; isReady: boolean } = { wine: null, isReady: false };
  const close = async (): Promise<void> => {
    await state.wine?.close();
    state.wine = null;
    state.isReady = false;
  };
  beforeEach(async () => {
    if (state.isReady && current().crash === null) return;
    await close();
    state.wine = await Wine.start();
    await prepare(state.wine);
    state.isReady = true;
  });
  // Whatever a test has said, this was its reason.
  afterEach(() => {
    if (state.wine?.crash) throw new Error(state.wine.crash);
  });
  afterAll(close);
  const current = (): Wine => {
    if (state.wine === null) throw new Error('Wine runs within tests only.');
    return state.wine;
  };
  return current;
}
