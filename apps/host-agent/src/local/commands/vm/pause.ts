import { defineMissing } from '../../command.ts';

export const pause = defineMissing('pause', 'pause VMs');
