import { defineActions } from '../command.ts';
import { list } from './gmi-package/list.ts';
import { outdated } from './gmi-package/outdated.ts';
import { update } from './gmi-package/update.ts';

export const gmiPackage = defineActions({
  name: 'gmi-package',
  summary: 'Keeps golden images that are fetched by URL up to date.',
  actions: [list, update, outdated],
});
