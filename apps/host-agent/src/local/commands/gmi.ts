import { defineActions } from '../command.ts';
import { exportGmi } from './gmi/export.ts';
import { importGmi } from './gmi/import.ts';

export const gmi = defineActions({
  name: 'gmi',
  summary: 'Exports and imports golden images.',
  actions: [exportGmi, importGmi],
});
