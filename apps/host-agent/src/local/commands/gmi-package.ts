import { defineActions, defineMissing } from '../command.ts';

export const gmiPackage = defineActions({
  name: 'gmi-package',
  summary: 'Lists and updates packages of golden images.',
  actions: [
    defineMissing('list', 'list packages of golden images'),
    defineMissing('update', 'update packages of golden images'),
    defineMissing('outdated', 'say which packages of golden images are outdated'),
  ],
});
