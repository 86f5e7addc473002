import { AppError } from '@busbar/shared/errors/app-error';
import type { OnNewVm } from './new-vm.ts';

/** Looks at the VM that was made, and tells the control plane of it before the job's end does. It is off. */
export async function verifyMade({
  services,
  document,
}: Pick<OnNewVm, 'services' | 'document'>): Promise<{ readonly power: string }> {
  const vm = await services.fleet.refresh(document.vmId);
  if (vm === null) throw new AppError('not-found', 'The VM is gone.');
  if (vm.name === document.name) return { power: vm.power };
  throw new AppError('internal', `The VM is called “${vm.name}”, not “${document.name}”.`);
}
