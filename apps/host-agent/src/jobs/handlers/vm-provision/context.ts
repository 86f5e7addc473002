import type { VmSpecification } from '../../../hypervisor/driver.ts';
import type { StepContext, StepHandler } from '../../step-handler.ts';
import type { JobServices } from '../services.ts';

export type ProvisionContext = StepContext<'vm.provision', JobServices>;
export type ProvisionStep = StepHandler<'vm.provision', JobServices>;

export const driverOf = ({ services, document }: ProvisionContext) => services.fleet.driver(document.driver);

export const specificationOf = ({ document }: ProvisionContext): VmSpecification => ({
  vmId: document.vmId,
  name: document.name,
  image: document.image,
  cpuCount: document.cpuCount,
  memoryBytes: document.memoryBytes,
  diskBytes: document.diskBytes,
  network: document.network,
  dynamicMemory: document.dynamicMemory ?? null,
  adapters: document.adapters ?? [],
  tpm: document.tpm ?? false,
});
