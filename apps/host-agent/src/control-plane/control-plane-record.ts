/** What this host remembers of a control plane that runs in a VM of its own: which VM, and where it listens here for it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Id } from '@busbar/shared/domain/ids';
import { z } from 'zod';
import { readJson, writeJson } from '../hypervisor/vms/write-json.ts';

export const ControlPlaneRecord = z.object({
  vmId: Id,
  name: z.string(),
  /** Of this machine's loopback, over which its host agent reaches the control plane. */
  port: z.number().int().min(1).max(65_535),
  /** `none`: nobody but this machine reaches it. */
  network: z.enum(['none', 'user']),
  /** Where people reach it, as last seen; null until it was installed. */
  address: z.string().nullable(),
});
export type ControlPlaneRecord = z.infer<typeof ControlPlaneRecord>;

const pathIn = (stateFolder: string): string => join(stateFolder, 'control-plane.json');

/** Null where the control plane runs elsewhere. */
export const readControlPlane = (stateFolder: string): Promise<ControlPlaneRecord | null> =>
  readJson(pathIn(stateFolder), ControlPlaneRecord);

export const writeControlPlane = (stateFolder: string, record: ControlPlaneRecord): Promise<void> =>
  writeJson(pathIn(stateFolder), record);

/** Its VM is one like any other then. */
export const forgetControlPlane = (stateFolder: string): Promise<void> =>
  rm(pathIn(stateFolder), { force: true });

export const controlPlaneVmOf = async (stateFolder: string): Promise<string | null> =>
  (await readControlPlane(stateFolder))?.vmId ?? null;
