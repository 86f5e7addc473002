/** The product on a host with a simulated Hyper-V: what Busbar makes there, and what people do behind its back. */
import { simulatedWindows } from '../../apps/host-agent/src/hypervisor/testing/simulated-image.ts';
import { expect, filesOfVm, newName, provisionVm, saveTemplate, untilEnded } from './fixtures.ts';
import { expectState, machine, test } from './hyperv-fixtures.ts';
import { ShellPage } from './shell-page.ts';

const userData = '#cloud-config\nwrite_files:\n  - path: /srv/proof\n    content: from the seed\n';

test('a Hyper-V VM is provisioned, reads its seed, has a shell, and its deletion leaves nothing', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const template = await saveTemplate(api, userData);
  const { vmId, name } = await provisionVm(api, { name: newName('hv'), template, machine });
  expect(await hyperv.vm(vmId)).toMatchObject({ Name: name, State: 'Running' });
  const shell = await ShellPage.open(page, vmId);
  await shell.run('cat /srv/proof');
  await shell.untilText(/^from the seed/m);

  const { jobId } = await api.vm.delete.mutate({ vmId, confirmName: name });
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'succeeded' });
  expect((await hyperv.vms()).map((vm) => vm.Name)).not.toContain(name);
  expect(filesOfVm(stack, vmId)).toEqual([]);
});

test('a Windows image gets its template, a seed for cloudbase-init, the agent’s installer, and a shell', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  await hyperv.makeWindowsImage();
  await stack.killHost();
  await stack.startHost();
  await expect
    .poll(async () => (await api.image.list.query()).items.map(({ name }) => name))
    .toContain(simulatedWindows);
  const name = newName('win');
  await page.goto('/provision');
  await page.getByLabel('Image').selectOption({ value: `hyperv/${simulatedWindows}` });
  await page
    .getByLabel('Template', { exact: true })
    .selectOption({ label: 'Windows Server (cloudbase-init)' });
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password').fill('Correct-Horse-9');
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByRole('button', { name: 'Provision 1 VM' }).click();
  await expect(page.getByTestId('job-summary')).toHaveAttribute('data-state', 'succeeded', {
    timeout: 60_000,
  });

  const [vm] = (await api.vm.list.query({ search: name })).items;
  const vmId = vm?.id ?? '';
  expect(await hyperv.vm(vmId)).toMatchObject({ State: 'Running' });
  expect(await hyperv.discs(vmId)).toEqual([]);
  await page.goto(`/vms/${vmId}?tab=settings`);
  await expect(page.getByText('MicrosoftWindows', { exact: true })).toBeVisible();
  const shell = await ShellPage.open(page, vmId);
  // A sandbox stands for Windows, with C: below /srv/c: cloudbase-init's part in it is what its seed says.
  await shell.run('cat /srv/c/ProgramData/BusbarSeed/locale.txt; cat /etc/timezone; id -un operator');
  await shell.untilText(/^en-US\s*Europe\/Berlin\s*operator$/m);
});

test('what somebody does in Hyper-V Manager is seen on the page', async ({
  page,
  hyperv,
  admin: { api },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('drift'), machine });
  await page.goto(`/vms/${vmId}`);
  await expectState(page, 'running');
  await hyperv.person('Suspend-VM', vmId);
  await expectState(page, 'paused');
  await hyperv.person('Resume-VM', vmId);
  await expectState(page, 'running');
  const renamed = page.locator('header').getByText('renamed “Ada’s VM (old)” at its hypervisor');
  await hyperv.person('Rename-VM', vmId, { NewName: 'Ada’s VM (old)' });
  await expect(renamed).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await hyperv.person('Rename-VM', vmId, { NewName: name });
  await expect(renamed).toBeHidden({ timeout: 30_000 });
  await hyperv.person('Stop-VM', vmId, { TurnOff: true });
  await expectState(page, 'stopped');
  await hyperv.person('Remove-VM', vmId, { Force: true });
  await expectState(page, 'missing');
});

test('a VM is paused and saved on its page, and goes on where it was', async ({
  page,
  hyperv,
  admin: { api },
}) => {
  const { vmId, name } = await provisionVm(api, { name: newName('rest'), machine });
  const shell = await ShellPage.open(page, vmId);
  await shell.run('mark=kept');
  // While a job of the VM is under way another is refused.
  const untilNewestEnded = async (): Promise<void> => {
    const [job] = (await api.job.list.query({ vmId, limit: 1 })).items;
    expect(await untilEnded(api, job?.id ?? '')).toMatchObject({ state: 'succeeded' });
  };
  for (const [label, state, cmdlet] of [
    ['Pause', 'paused', 'Paused'],
    ['Save', 'saved', 'Saved'],
  ] as const) {
    await page.getByRole('button', { name: `More actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: label, exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `${label} ${name}` })
      .click();
    await expectState(page, state);
    await untilNewestEnded();
    expect(await hyperv.vm(vmId)).toMatchObject({ State: cmdlet });
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await expectState(page, 'running');
    await untilNewestEnded();
  }
  // The same shell, found again: what is typed while its way comes back is lost.
  await page.reload();
  await shell.untilLive();
  await shell.run('echo "still $mark"');
  await shell.untilText(/^still kept$/m);
});

test('the host agent is killed while Hyper-V works, and the VM is finished all the same', async ({
  stack,
  hyperv,
  admin: { api },
}) => {
  await stack.killHost();
  await stack.startHost({ crashAt: 'create-vm:after' });
  const crashed = stack.hostExited();
  const made = provisionVm(api, { name: newName('crash'), machine });
  await crashed;
  await stack.startHost();
  const { vmId, name } = await made;
  expect((await hyperv.vms()).filter((vm) => vm.Name === name)).toHaveLength(1);
  expect(await hyperv.vm(vmId)).toMatchObject({ State: 'Running' });
});

test('a VM whose agent does not answer has the addresses that Hyper-V knows, and its host tells its machine', async ({
  page,
  stack,
  hyperv,
  admin: { api },
}) => {
  const { vmId } = await provisionVm(api, { name: newName('silent'), machine });
  await stack.killHost();
  await hyperv.hideAgent(vmId);
  await hyperv.guestSays(vmId, { NetworkAddressIPv4: '172.26.33.91' });
  await stack.startHost();
  await page.goto(`/vms/${vmId}`);
  const address = page.getByRole('listitem').filter({ hasText: '172.26.33.91' });
  await expect(address).toContainText('told Hyper-V', { timeout: 30_000 });
  const { vm } = await api.vm.get.query({ vmId });
  await page.goto(`/hosts/${vm.hostId}`);
  await expect(page.getByText('16 logical processors, 64 GiB of memory')).toBeVisible();
  await expect(page.getByText('0: 16 processors, 64 GiB')).toBeVisible();
});
