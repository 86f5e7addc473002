import { defineActions, defineMissing } from '../command.ts';

export const gmi = defineActions({
  name: 'gmi',
  summary: 'Exports and imports golden images.',
  actions: [defineMissing('export', 'export golden images'), defineMissing('import', 'import golden images')],
});
