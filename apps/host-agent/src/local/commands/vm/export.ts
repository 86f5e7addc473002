import { defineMissing } from '../../command.ts';

export const exportVm = defineMissing('export', 'export VMs');
