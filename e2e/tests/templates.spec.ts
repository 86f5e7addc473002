/** Writing a template: what its editor offers, what each version changed, and the way back. */
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
  await editor.click();
  await page.keyboard.press('ControlOrMeta+End');

  await page.keyboard.type('package_up');
  await expect(proposals.getByRole('option').first()).toHaveText(/^package_update\s*true or false$/);
  await expect(page.locator('.cm-completionInfo')).toHaveText('Refresh the lists of packages first.');
  await proposals.getByRole('option').first().click();
  await expect(proposals.getByRole('option')).toHaveText(['true', 'false']);
  await proposals.getByRole('option').first().click();
  await expect(editor).toContainText('package_update: true');

  await page.keyboard.type('\nusers:\n  - ');
  await page.keyboard.press('Control+Space');
  await expect(proposals.getByRole('option', { name: /^ssh_authorized_keys/ })).toBeVisible();
  await page.keyboard.type('gec');
  await expect(proposals.getByRole('option').first()).toHaveText(/^gecos/);
  await proposals.getByRole('option').first().click();
  await page.keyboard.type('{{ GR');
  await expect(proposals.getByRole('option').first()).toHaveText(/^GREETING\s*text$/);
  await proposals.getByRole('option').first().click();
  await expect(editor).toContainText('gecos: {{ GREETING }}');
  await expect(page.getByTestId('seed-preview')).toContainText('gecos: hello');
});
