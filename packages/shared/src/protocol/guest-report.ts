/**
 * What a host knows of a guest without asking an agent of ours inside it: messages of the link. It is what the guest
 * says to its hypervisor, and what other machines on the network believe of it, so it is hostile twice over.
 */
import { z } from 'zod';
import { CloudInitStatus } from './channel.ts';

/**
 * `kvp`: the guest's integration service told the hypervisor. `neighbour`: the host has talked to this address at the
 * MAC address of the VM, which another machine may have claimed.
 */
export const ReportedAddress = z.object({
  address: z.string().max(64),
  source: z.enum(['kvp', 'neighbour']),
});
export type ReportedAddress = z.infer<typeof ReportedAddress>;

export const addressLimit = 32;
export const GuestReport = z.object({
  addresses: z.array(ReportedAddress).max(addressLimit),
  /** Null when cloud-init has told the hypervisor nothing. */
  cloudInit: CloudInitStatus.nullable(),
});
export type GuestReport = z.infer<typeof GuestReport>;
