import { builtInTemplates } from '@busbar/seed/templates/built-in-templates';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { PreviewSeedInput, previewSeed } from '../vm/preview-seed.ts';
import { archiveTemplate } from './archive-template.ts';
import { getTemplate } from './get-template.ts';
import { installBuiltIns } from './install-built-ins.ts';
import { listTemplates } from './list-templates.ts';
import { SaveTemplateInput, saveTemplate } from './save-template.ts';

let harness: ServiceHarness;
let operator: Actor;
beforeEach(async () => {
  harness = await serviceHarness();
  operator = await harness.addPerson('operator');
});
afterEach(() => harness.remove());

const list = async () => (await listTemplates(harness.deps, operator)).items;
const input = (changes: object = {}) =>
  SaveTemplateInput.parse({
    title: 'My web server',
    documents: { metaData: '', userData: '#cloud-config\n' },
    variables: [],
    defaults: {},
    ...changes,
  });

it('installs what comes with Busbar once, and a new version when it has changed', async () => {
  await installBuiltIns(harness.deps);
  await installBuiltIns(harness.deps);
  const first = await list();
  expect(first.map((template) => template.version)).toEqual(builtInTemplates.map(() => 1));
  const [one] = builtInTemplates;
  if (one === undefined) throw new Error('no built-in templates');
  await installBuiltIns(harness.deps, [{ ...one, title: 'Changed' }]);
  expect((await list()).find((template) => template.slug === one.slug)).toMatchObject({
    version: 2,
    title: 'Changed',
  });
});

it('does not let people edit or archive them', async () => {
  await installBuiltIns(harness.deps);
  const templateId = (await list())[0]?.id ?? '';
  const refused = { code: 'precondition-failed' };
  await expect(saveTemplate(harness.deps, operator, input({ templateId }))).rejects.toMatchObject(refused);
  await expect(archiveTemplate(harness.deps, operator, { templateId })).rejects.toMatchObject(refused);
});

it('keeps former versions', async () => {
  const { templateId } = await saveTemplate(harness.deps, operator, input());
  expect(await saveTemplate(harness.deps, operator, input({ templateId, title: 'Second' }))).toMatchObject({
    version: 2,
  });
  const former = await getTemplate(harness.deps, operator, { templateId, version: 1 });
  expect(former.template).toMatchObject({ slug: 'my-web-server', title: 'My web server', version: 1 });
  expect(former.versions.map(({ version }) => version)).toEqual([2, 1]);
  await archiveTemplate(harness.deps, operator, { templateId });
  expect(await list()).toEqual([]);
});

it('previews with what is wrong, at its line, and masks secrets', async () => {
  const template = {
    documents: {
      metaData: '',
      userData: '#cloud-config\npackages_update: true\npassword: {{ SECRET }}\nx: {{ NAME }}\n',
    },
    variables: [{ name: 'SECRET', label: 'Secret', type: 'secret' }],
  };
  const preview = await previewSeed(
    harness.deps,
    operator,
    PreviewSeedInput.parse({ template, variables: { SECRET: 'hunter2-hunter2' } }),
  );
  expect(JSON.stringify(preview)).not.toContain('hunter2');
  expect(preview.problems).toMatchObject([{ variable: 'NAME', line: 4 }]);
  expect(preview.findings.length).toBeGreaterThan(0);
  expect(preview.steps).toHaveLength(12);
});

it('previews each of its own templates with its defaults without an error of lint', async () => {
  await installBuiltIns(harness.deps);
  for (const template of await list()) {
    const preview = await previewSeed(
      harness.deps,
      operator,
      PreviewSeedInput.parse({ templateId: template.id, name: 'web' }),
    );
    const missing = preview.problems.filter((problem) => problem.code !== 'missing-value');
    expect(missing, template.slug).toEqual([]);
  }
});
