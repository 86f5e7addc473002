/** Several different VMs from a pasted table: errors at their cells, a preview of a row, one button for all. */
import { expect, newName, provisionVm, test, untilEnded } from './fixtures.ts';

const variable = { help: '', type: 'text' as const, choices: [], required: true };

test('a pasted table says what is wrong in it, and provisions its VMs', async ({ page, admin: { api } }) => {
  const title = newName('Table');
  await api.template.save.mutate({
    title,
    description: '',
    documents: {
      metaData: 'instance-id: {{ VM_ID }}\nlocal-hostname: {{ HOSTNAME }}\n',
      userData: '#cloud-config\nhostname: {{ HOSTNAME }}\nfinal_message: {{ GREETING }}\n',
    },
    variables: [{ ...variable, name: 'GREETING', label: 'Greeting', defaultValue: '' }],
    defaults: { cpuCount: 1, memoryMb: 256, diskGb: 1 },
  });
  const taken = await provisionVm(api);
  const [first, second] = [newName('row'), newName('row')];

  await page.goto('/provision');
  await page.getByRole('button', { name: 'A table of VMs' }).click();
  await expect(page).toHaveURL(/many=table/);
  const form = page.getByRole('form', { name: 'Provision VMs from a table' });
  await form.getByLabel('Template').selectOption({ label: title });
  const table = form.getByLabel('Table', { exact: true });
  const provision = form.getByRole('button', { name: /^Provision \d+ VMs?$/ });
  const rowAt = (line: number) => form.locator(`[data-testid=vm-row][data-line="${line}"]`);

  await table.fill('name\tcpus\tmemory\tGREETNG\nweb-1\t1\t256\thello');
  await expect(form.getByRole('alert')).toContainText('There is no column "GREETNG". Did you mean GREETING?');
  await expect(provision).toHaveAttribute('aria-disabled', 'true');

  const header = '\uFEFFname,cpus,memory,GREETING';
  await table.fill(`${header}\r\n${first},1,256,"hello, first"\r\n${second},two,256,\r\n\r\n`);
  await expect(rowAt(2)).toHaveAttribute('data-state', 'ready');
  await expect(rowAt(3)).toHaveAttribute('data-state', 'faulty');
  await expect(rowAt(3).getByRole('cell').nth(3)).toContainText('"two" is not a whole number.');
  await expect(rowAt(3).getByRole('cell').nth(5)).toContainText('The variable GREETING has no value.');
  await expect(form.getByTestId('vm-table-summary')).toHaveText('2 rows, 1 with an error');
  await expect(provision).toHaveAttribute('aria-disabled', 'true');

  await table.fill(
    `${header}\r\n${first},1,256,"hello, first"\r\n${second},1,256,hello second\r\n${taken.name},1,256,x\r\n`,
  );
  await expect(rowAt(3)).toHaveAttribute('data-state', 'ready');
  const preview = page.getByTestId('seed-preview');
  await expect(preview).toContainText('hello, first');
  await rowAt(3).getByRole('button', { name: second }).click();
  await expect(page.getByRole('heading', { name: `Rendered documents of ${second}` })).toBeVisible();
  await expect(preview).toContainText('final_message: hello second');

  await expect(provision).toHaveText('Provision 3 VMs');
  await provision.click();
  await expect(rowAt(2)).toHaveAttribute('data-state', 'made');
  await expect(rowAt(3)).toHaveAttribute('data-state', 'made');
  await expect(rowAt(4)).toHaveAttribute('data-state', 'failed');
  await expect(rowAt(4)).toContainText(`There is a VM named ${taken.name} already (running).`);
  await expect(form.getByText('2 accepted, 1 refused: see their rows.')).toBeVisible();
  await expect(provision).toHaveText('Provision 1 VM');

  for (const [line, name, greeting] of [
    [2, first, 'hello, first'],
    [3, second, 'hello second'],
  ] as const) {
    const address = await rowAt(line)
      .getByRole('link', { name: `The job of ${name}` })
      .getAttribute('href');
    const job = await untilEnded(api, address?.replace('/jobs/', '') ?? '');
    expect(job.state, job.error?.message).toBe('succeeded');
    const { intendedSeed } = await api.vm.get.query({ vmId: job.vmId ?? '' });
    expect(intendedSeed?.userData).toContain(greeting);
  }
  await rowAt(2)
    .getByRole('link', { name: `The VM ${first}` })
    .click();
  await expect(page.getByRole('heading', { name: first, level: 1 })).toBeVisible();
});
