import { pauseAction } from './pause-action.ts';

export const pause = pauseAction({
  name: 'pause',
  summary: 'Halts a VM as it is, where its hypervisor can. Takes id.',
  becomes: 'paused',
});
