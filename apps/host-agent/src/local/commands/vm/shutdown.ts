import { powerAction } from './power-action.ts';

export const shutdown = powerAction({
  name: 'shutdown',
  summary: 'Asks the guest to shut down and waits until the VM is off. Takes id.',
  kind: 'vm.shutdown',
  becomes: 'stopped',
});
