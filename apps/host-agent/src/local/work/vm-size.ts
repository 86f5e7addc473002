import { VmProvisionInput } from '@busbar/shared/jobs/vm-provision';

const { cpuCount, memoryMb, diskGb, network } = VmProvisionInput.shape;

/** What a client may say of a new VM's size, within the limits of every provisioning. */
export const vmSize = {
  cpuCount: cpuCount.optional(),
  memoryMb: memoryMb.optional(),
  diskGb: diskGb.optional(),
};
export const vmNetwork = network;
