import { defineMissing } from '../../command.ts';

export const resume = defineMissing('resume', 'resume paused VMs');
