import { expect, newName, requestVm, saveTemplate, test, untilEnded } from './fixtures.ts';
import { ShellPage } from './shell-page.ts';

test('what was intended and what the guest applied stand side by side, with differences marked', async ({
  page,
  admin: { api },
}) => {
  const template = await saveTemplate(api, '#cloud-config\nruncmd:\n  - echo "{{ VM_NAME }} is here"\n');
  const { jobId, vmId, name } = await requestVm(api, { name: newName('applied'), template });
  expect((await untilEnded(api, jobId)).state).toBe('succeeded');
  await page.goto(`/vms/${vmId}?tab=cloud-init`);
  const chip = page.getByRole('button', { name: /^user-data/ }).last();
  await expect(chip).toHaveText('user-data as intended');
  const lines = page.getByRole('region', { name: 'user-data: intended and applied' });
  await expect(lines.locator('[data-kind=same]')).toHaveCount(3);
  await expect(lines).toContainText(`echo "${name} is here"`);

  // Somebody was inside and changed it: the page says what the guest says, as text and nothing else.
  const shell = await ShellPage.open(page, vmId);
  await shell.run(
    'echo "  - <img src=x onerror=alert(1)>" >> /var/lib/cloud/instance/user-data.txt; echo "d$((1))"',
  );
  await shell.untilText(/^d1$/m);
  await page.goto(`/vms/${vmId}?tab=cloud-init`);
  await expect(chip).toHaveText('user-data 1 line differs');
  await expect(lines.locator('[data-kind=only-right]')).toContainText('<img src=x onerror=alert(1)>');
});
