/** Lines between the daemon, the stand-ins for PowerShell and whoever controls it. One JSON object a line. */
import { z } from 'zod';
import { Machine } from '../state/model.ts';
import { Fault } from './faults.ts';

/** A host's name is also its folder's. */
export const HostName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);

/** First line of a connection that carries a lane. */
export const LaneHello = z.object({ host: HostName, lane: z.enum(['query', 'work']) });
export type LaneHello = z.infer<typeof LaneHello>;

/** What a test may do to a simulated host from outside. */
export const Control = z.discriminatedUnion('kind', [
  /** Replaces all faults of the host. */
  z.object({ kind: z.literal('set-faults'), host: HostName, faults: z.array(Fault) }),
  z.object({ kind: z.literal('set-machine'), host: HostName, machine: Machine.partial() }),
  /** As `Enable-VMMigration`, its opposite, and the part of `Set-VMHost` that goes with them, which only people run. */
  z.object({
    kind: z.literal('set-migration'),
    host: HostName,
    isEnabled: z.boolean(),
    authentication: z.enum(['CredSSP', 'Kerberos']).default('Kerberos'),
  }),
  /** What the guest tells through its integration services. */
  z.object({
    kind: z.literal('set-guest'),
    host: HostName,
    vmId: z.string(),
    kvp: z.record(z.string(), z.string()).optional(),
    ipAddresses: z.array(z.string()).optional(),
    heartbeat: z.string().optional(),
  }),
  z.object({
    kind: z.literal('set-neighbors'),
    host: HostName,
    neighbors: z.array(z.object({ macAddress: z.string().regex(/^[0-9A-F]{12}$/), ipAddress: z.string() })),
  }),
  /** Forgets the processes of a host's lanes at once, as a crash of PowerShell does. */
  z.object({ kind: z.literal('crash-lanes'), host: HostName }),
]);
export type Control = z.input<typeof Control>;

/** Exactly one of them. */
export const FirstLine = z.object({ hello: LaneHello.optional(), control: Control.optional() });

/**
 * As the script takes it: an id, a name and parameters. What is in them the catalogue checks; what is missing stands
 * for nothing.
 */
export const Request = z.object({
  id: z.number().int(),
  cmdlet: z.string(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  select: z.string().nullish(),
  asJob: z.boolean().nullish(),
});

export const protocolVersion = 1;
export const lineLimit = 1024 * 1024;
