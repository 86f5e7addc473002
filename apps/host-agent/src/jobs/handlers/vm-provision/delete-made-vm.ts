import { driverOf, type ProvisionContext } from './context.ts';

/** Takes away what was made of the VM, wholly or in part, and says what that was. */
export async function deleteMadeVm(context: ProvisionContext): Promise<void> {
  const { document, signal, log, services } = context;
  const { removed } = await driverOf(context).delete(document.vmId, signal);
  for (const name of removed) log('info', `Removed ${name}`);
  await services.fleet.refresh(document.vmId);
}
