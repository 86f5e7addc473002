/** Writing a template: what its editor offers, what each version changed, and the way back. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Api } from '../stack/api.ts';
import { expect, newName, test } from './fixtures.ts';

const variable = { help: '', type: 'text' as const, choices: [], required: true };
const motd = Array.from({ length: 12 }, (_, at) => `      line ${at + 1}`).join('\n');
const userData = (greeting: string): string => `#cloud-config
hostname: {{ HOSTNAME }}
write_files:
  - path: /etc/motd
    content: |
${motd}
final_message: ${greeting}
`;

async function saveVersions(api: Api, title: string): Promise<string> {
  const base = {
    description: '',
    variables: [{ ...variable, name: 'GREETING', label: 'Greeting', defaultValue: 'hello' }],
    defaults: { cpuCount: 1, memoryMb: 256, diskGb: 1 },
  };
  const metaData = 'instance-id: {{ VM_ID }}\nlocal-hostname: {{ HOSTNAME }}\n';
  const { templateId } = await api.template.save.mutate({
    ...base,
    title,
    documents: { metaData, userData: userData('ready') },
  });
  await api.template.save.mutate({
    ...base,
    templateId,
    title,
    documents: { metaData, userData: userData('{{ GREETING }}') },
    defaults: { ...base.defaults, cpuCount: 2 },
  });
  return templateId;
}

const changesOf = (page: Page, part: string) =>
  page.getByRole('table', { name: `Changes of ${part}` }).locator('tr:not([data-sign=" "]) td:last-child');

test('two versions are compared line by line, and an old one is restored', async ({
  page,
  admin: { api },
}) => {
  const title = newName('Versions');
  const templateId = await saveVersions(api, title);
  await page.goto(`/templates/${templateId}`);
  await page.getByRole('tab', { name: 'Versions (2)' }).click();
  await expect(page).toHaveURL(/tab=versions/);

  const lines = page.getByRole('table', { name: 'Changes of user-data' }).getByTestId('diff-line');
  await expect(lines.and(page.locator('[data-sign="-"]'))).toHaveText(/18.*removed.*final_message: ready$/);
  await expect(lines.and(page.locator('[data-sign="+"]'))).toHaveText(
    /18.*added.*final_message: \{\{ GREETING \}\}$/,
  );
  await expect(changesOf(page, 'settings').filter({ hasText: 'CPUs' })).toHaveText(['CPUs: 1', 'CPUs: 2']);
  await expect(page.getByTestId('version-diff')).toContainText('Not changed: meta-data');
  await expect(lines).toHaveCount(5);
  await page.getByRole('button', { name: 'Show 14 unchanged lines' }).click();
  await expect(lines).toHaveCount(19);

  await page.getByRole('combobox', { name: 'Compare' }).selectOption({ label: 'version 2' });
  await expect(page.getByText('Version 2 and version 2 say the same.')).toBeVisible();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await expect(page.getByRole('tab', { name: 'Versions (3)' })).toBeVisible();
  await expect(lines.and(page.locator('[data-sign="+"]'))).toHaveText(/final_message: ready$/);
  const { template } = await api.template.get.query({ templateId });
  expect(template).toMatchObject({ version: 3, title, defaults: { cpuCount: 1 } });
  expect(template.documents.userData).toBe(userData('ready'));
});

test('the editor proposes keys, values and variables', async ({ page, admin: { api } }) => {
  const templateId = await saveVersions(api, newName('Completion'));
  await page.goto(`/templates/${templateId}`);
  const editor = page.getByRole('textbox', { name: 'user-data' }).first();
  const proposals = page.getByRole('listbox');
  // The editor takes no click in the moment in which its list appears or changes.
  const acceptFirst = (result: string): Promise<void> =>
    expect(async () => {
      if (await proposals.isVisible()) await proposals.getByRole('option').first().click();
      await expect(editor).toContainText(result, { timeout: 500 });
    }).toPass();
  await editor.click();
  await page.keyboard.press('ControlOrMeta+End');

  await page.keyboard.type('package_up');
  await expect(proposals.getByRole('option').first()).toHaveText(/^package_update\s*true or false$/);
  await expect(page.locator('.cm-completionInfo')).toHaveText('Refresh the lists of packages first.');
  await acceptFirst('package_update:');
  await expect(proposals.getByRole('option')).toHaveText(['true', 'false']);
  await acceptFirst('package_update: true');

  await page.keyboard.type('\nusers:\n  - ');
  await page.keyboard.press('Control+Space');
  await expect(proposals.getByRole('option', { name: /^ssh_authorized_keys/ })).toBeVisible();
  await page.keyboard.type('gec');
  await expect(proposals.getByRole('option').first()).toHaveText(/^gecos/);
  await acceptFirst('gecos:');
  await page.keyboard.type('{{ GR');
  await expect(proposals.getByRole('option').first()).toHaveText(/^GREETING\s*text$/);
  await acceptFirst('gecos: {{ GREETING }}');
  await expect(page.getByTestId('seed-preview')).toContainText('gecos: hello');
});

test('a tree of vmgenie is imported as it lies on the disk, and again when it has changed', async ({
  page,
  admin: { api },
}, testInfo) => {
  const system = newName('Distro');
  const tree = testInfo.outputPath('etc', 'cloud');
  const write = (path: string, text: string): void => {
    const file = join(tree, system, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const users =
    '#cloud-config\nusers:\n  - name: {{ USERNAME }}\n    ssh_authorized_keys:\n      - {{ PRIVKEY }}\n';
  write('24.04/seed-data/user-data', users);
  write('24.04/seed-data/meta-data', 'instance-id: {{instance}}\r\nlocal-hostname: {{hostname}}\r\n');
  write('25.10/seed-data/user-data', '#cloud-config\ntimezone: {{ TIMEZONE }}\n');
  write('26.04/seed-data/meta-data', 'instance-id: x\n');
  const choose = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByLabel('Folder etc/cloud').setInputFiles(tree);
  };
  const row = (version: string) =>
    page
      .getByRole('list', { name: 'Templates in this folder' })
      .getByRole('listitem')
      .filter({ hasText: version });

  await page.goto('/templates');
  await choose();
  await expect(row('24.04')).toContainText('Asks for User name, SSH public keys');
  await expect(row('24.04')).toContainText('new');
  await expect(page.getByRole('list', { name: 'Left out' })).toHaveText(
    `${system}/26.04: It has no user-data.`,
  );
  await row('25.10').getByRole('checkbox').uncheck();
  await page.getByRole('button', { name: 'Import 1 template' }).click();
  await expect(page.getByText('Imported 1 template.')).toBeVisible();
  await expect(page.getByRole('link', { name: `${system} 24.04 (vmgenie)` })).toBeVisible();
  const stored = (await api.template.list.query()).items.filter(({ title }) => title.startsWith(system));
  expect(stored.map(({ documents }) => documents)).toEqual([
    { metaData: 'instance-id: {{ INSTANCE }}\nlocal-hostname: {{ HOSTNAME }}\n', userData: users },
  ]);

  write('24.04/seed-data/user-data', `${users}ssh_pwauth: false\n`);
  await choose();
  await expect(row('24.04')).toContainText('becomes version 2');
  await page.getByRole('button', { name: 'Import 2 templates' }).click();
  await expect(page.getByText('Imported 2 templates.')).toBeVisible();
  await choose();
  await expect(row('24.04')).toContainText('unchanged');
  await expect(row('24.04').getByRole('checkbox')).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Import 0 templates' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
});
