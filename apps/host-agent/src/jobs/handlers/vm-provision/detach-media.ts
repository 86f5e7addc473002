import { driverOf, type ProvisionContext } from './context.ts';

/** What provisioning has attached. Idempotent, also when the VM is already gone. */
export async function detachMedia(context: ProvisionContext): Promise<void> {
  const { document, signal } = context;
  const driver = driverOf(context);
  const vm = await driver.find(document.vmId, signal);
  for (const { role } of vm?.media ?? []) {
    if (role !== 'iso') await driver.detachMedium(document.vmId, role, signal);
  }
}
