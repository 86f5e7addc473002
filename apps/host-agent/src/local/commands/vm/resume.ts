import { pauseAction } from './pause-action.ts';

export const resume = pauseAction({
  name: 'resume',
  summary: 'Lets a paused VM go on. Takes id.',
  becomes: 'running',
});
