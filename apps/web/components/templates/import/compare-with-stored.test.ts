import { readVmgenieTree } from '@busbar/seed/import/read-vmgenie-tree';
import { expect, it } from 'vitest';
import { compareWithStored } from './compare-with-stored.ts';

const { templates } = readVmgenieTree([
  { path: 'Debian/12/user-data', text: '#cloud-config\nhostname: {{ HOSTNAME }}\n' },
  { path: 'Debian/13/user-data', text: '#cloud-config\ntimezone: {{ TIMEZONE }}\n' },
  { path: 'Rocky/9/user-data', text: '#cloud-config\n' },
]);

it('tells what is new, what has changed and what is as it was', () => {
  const defaults = { cpuCount: 4, memoryMb: 4096, diskGb: 40 };
  const stored = templates.slice(0, 2).map(({ slug, documents }, index) => ({
    ...{ id: `t-${index}`, slug, version: 3, defaults, variables: [] },
    documents: index === 0 ? documents : { ...documents, networkConfig: 'version: 2\n' },
  }));
  expect(
    compareWithStored(templates, stored).map(({ read, stored: found, isSame }) => [
      read.title,
      found?.version ?? null,
      isSame,
    ]),
  ).toEqual([
    ['Debian 12 (vmgenie)', 3, true],
    ['Debian 13 (vmgenie)', 3, false],
    ['Rocky 9 (vmgenie)', null, false],
  ]);
});
