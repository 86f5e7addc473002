import { defineMissing } from '../../command.ts';

export const importVm = defineMissing('import', 'import VMs');
