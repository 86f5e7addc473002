/**
 * What the agent asks of the system that it runs in. One for Linux (`linux/linux-system.ts`), one for Windows
 * (`windows/windows-system.ts`); nothing outside these folders asks which of them it is.
 */
import type {
  AppliedDocuments,
  CloudInitStatus,
  GuestHeartbeat,
  GuestHello,
} from '@busbar/shared/protocol/channel';
import type { PlanLaunch } from '../exec/launch.ts';
import type { ProcessStarter } from '../exec/process-tree.ts';
import type { OpenTerminal } from '../services/shells/terminal.ts';

/** Counted since the boot, in the system's own unit; only differences mean anything. */
export type CpuTimes = { readonly busy: number; readonly total: number };

export type Health = Pick<GuestHeartbeat, 'load' | 'memory' | 'disks' | 'interfaces' | 'hasDefaultRoute'>;

export interface GuestSystem {
  /** Of `GuestCapability`: what a caller may count on here. */
  readonly capabilities: readonly string[];
  readonly readOs: () => Promise<GuestHello['os']>;
  /** Null where it cannot be told. */
  readonly readCpuTimes: () => Promise<CpuTimes | null>;
  readonly readHealth: () => Promise<Health>;
  /** Of cloud-init, or of what does its work here. */
  readonly readCloudInit: () => Promise<CloudInitStatus>;
  readonly readAppliedDocuments: () => Promise<AppliedDocuments>;
  /** Makes the guest independent of its seed disc and of the tools disc. Idempotent. The files that it is kept in. */
  readonly keepIdentity: (instanceId: string) => Promise<string[]>;
  readonly planLaunch: PlanLaunch;
  readonly processes: ProcessStarter;
  readonly openTerminal: OpenTerminal;
}
