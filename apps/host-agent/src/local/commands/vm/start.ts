import { powerAction } from './power-action.ts';

/** Answered when the VM runs, as clients of vmgenie expect; its job goes on until the guest agent answers. */
export const start = powerAction({
  name: 'start',
  summary: 'Starts a VM. Takes id.',
  kind: 'vm.start',
  becomes: 'running',
  isAnsweredEarly: true,
});
