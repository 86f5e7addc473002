/** From the click on Provision to the job's first step on the screen, sandbox, in a real browser. */
import type { Page } from '@playwright/test';
import { type BenchRow, limited } from './support/bench-row.ts';
import { saveBenchTemplate } from './support/bench-seed.ts';
import { signedInContext, withBrowser } from './support/browser.ts';
import { expectFirstStep, firstStepTime } from './support/in-page.ts';
import { deleteVm, untilSucceeded } from './support/provisioning.ts';
import { median, percentile } from './support/statistics.ts';
import { type JobWatch, watchJobs } from './support/watch-jobs.ts';
import { type RunningStack, withStack } from './support/with-stack.ts';

const warmUps = 2;
const rounds = 15;
const targetMs = 60;

export const runClickBench = (): Promise<BenchRow[]> =>
  withStack((running) =>
    withBrowser(async (browser) => {
      const context = await signedInContext(browser, running);
      const page = await context.newPage();
      const watch = await watchJobs(running);
      const templateId = await saveBenchTemplate(running.api);
      const times: number[] = [];
      for (let round = 0; round < warmUps + rounds; round++) {
        const name = `click-${round}`;
        const elapsedMs = await provisionByClick(page, templateId, name);
        if (round >= warmUps) times.push(elapsedMs);
        await cleanUp(running, watch, page, name);
      }
      watch.close();
      return [
        limited('click on Provision to first step, p50', median(times), { atMost: targetMs, unit: 'ms' }),
        { name: 'click on Provision to first step, p90', value: percentile(times, 0.9), unit: 'ms' },
      ];
    }),
  );

/** The form is filled as a person has filled it when the hand goes to the button. */
async function provisionByClick(page: Page, templateId: string, name: string): Promise<number> {
  await page.goto(`/provision?template=${templateId}`);
  await page.locator('#image').selectOption('sandbox/sandbox-default');
  await page.locator('#name').fill(name);
  await page.waitForLoadState('networkidle');
  await page.evaluate(expectFirstStep);
  await page.getByRole('button', { name: 'Provision 1 VM' }).click();
  return await page.evaluate(firstStepTime);
}

async function cleanUp({ api }: RunningStack, watch: JobWatch, page: Page, name: string): Promise<void> {
  // The address follows the job's page by a frame.
  await page.waitForURL('**/jobs/*');
  const jobId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const { vmId } = await untilSucceeded(watch, jobId);
  if (vmId === null) throw new Error('The job has no VM.');
  await deleteVm(api, watch, { jobId, vmId, name });
}
