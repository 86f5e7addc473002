import { AppError } from '@busbar/shared/errors/app-error';
import type { JobServices } from './services.ts';

type Context = {
  readonly services: Pick<JobServices, 'controlPlaneVm'>;
  readonly document: { readonly vmId: string };
};

/**
 * A control plane that switches its own VM off, turns it back or deletes it could not undo that.
 *
 * @throws AppError `precondition-failed`, before anything is changed
 */
export async function spareControlPlane(
  { services, document }: Context,
  what: 'delete' | 'pause' | 'save' | 'switch off' | 'turn back',
): Promise<void> {
  if ((await services.controlPlaneVm()) !== document.vmId) return;
  throw new AppError(
    'precondition-failed',
    `This VM is the control plane itself; it does not ${what} itself.`,
    {
      userMessage: `Busbar’s own control plane runs in this VM, so it does not ${what} itself. Nothing was changed. If you mean it, run “busbar-host control-plane forget” on its host; then it is a VM like any other.`,
    },
  );
}
