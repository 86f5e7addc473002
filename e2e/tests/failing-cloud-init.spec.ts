import {
  alertOn,
  expect,
  filesOfVm,
  newName,
  requestVm,
  saveTemplate,
  test,
  untilEnded,
} from './fixtures.ts';

const failingUserData = '#cloud-config\nruncmd:\n  - echo "the licence server said no" >&2\n  - exit 7\n';

test('a template whose runcmd fails ends its job as failed, in the words of what failed', async ({
  page,
  stack,
  admin: { api },
}) => {
  const slug = await saveTemplate(api, failingUserData);
  const { jobId, vmId, name } = await requestVm(api, { name: newName('fails'), template: slug });
  const job = await untilEnded(api, jobId);
  expect({ state: job.state, leftBehind: job.leftBehind }).toEqual({ state: 'failed', leftBehind: [] });
  expect(job.steps.find(({ name: step }) => step === 'wait-cloud-init')?.state).toBe('failed');

  await page.goto(`/jobs/${jobId}`);
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'failed');
  const alert = alertOn(page).filter({ hasText: 'failed' }).first();
  await expect(alert).toContainText('scripts_user');
  await expect(alert).toContainText('the licence server said no');
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible();

  expect(filesOfVm(stack, vmId)).toEqual([]);
  expect((await api.vm.list.query({ search: name })).items).toEqual([]);
});
