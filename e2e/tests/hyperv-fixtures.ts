/** For tests on a stack whose host has a simulated Hyper-V. */
import type { Page } from '@playwright/test';
import { simulatedImage } from '../../apps/host-agent/src/hypervisor/testing/simulated-image.ts';
import { SimulatedHyperv } from '../stack/simulated-hyperv.ts';
import { Stack } from '../stack/stack.ts';
import { test as base, expect } from './fixtures.ts';

export const test = base.extend<object, { readonly hyperv: SimulatedHyperv }>({
  hyperv: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from this pattern
    async ({}, use) => {
      const hyperv = await SimulatedHyperv.start();
      await use(hyperv);
      await hyperv.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  stack: [
    async ({ hyperv }, use) => {
      const stack = await Stack.start({ ...hyperv.environment, BUSBAR_IMAGE_LOOPBACK: 'allow' });
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

export const machine = { driver: 'hyperv', image: simulatedImage } as const;

/** What the header of a VM's page says of its power. */
export const expectState = (page: Page, state: string): Promise<void> =>
  expect(page.locator('header').getByText(state, { exact: true })).toBeVisible({ timeout: 30_000 });
