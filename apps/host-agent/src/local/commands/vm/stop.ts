import { powerAction } from './power-action.ts';

export const stop = powerAction({
  name: 'stop',
  summary: 'Cuts the power of a VM. Takes id.',
  kind: 'vm.power-off',
  becomes: 'stopped',
});
