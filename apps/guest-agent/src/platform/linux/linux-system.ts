/** Linux, as the agent asks it: real guests and sandboxes. */
import { loadavg } from 'node:os';
import { GuestCapability } from '@busbar/shared/protocol/channel';
import type { GuestSystem, Health } from '../guest-system.ts';
import { readAppliedDocuments } from './applied-documents.ts';
import { readCloudInitStatus } from './cloud-init-status.ts';
import { readCpuTimes } from './cpu-usage.ts';
import { readDisks } from './disks.ts';
import { hasDefaultRoute, readInterfaces } from './interfaces.ts';
import { keepIdentity } from './keep-identity.ts';
import { readMemory } from './memory.ts';
import { openTerminal } from './open-terminal.ts';
import { readOs } from './os-facts.ts';
import { planLaunch } from './plan-launch.ts';
import { linuxProcesses } from './process-group.ts';
import { readDefaultRouteInterfaces } from './routes.ts';

export type LinuxOptions = {
  /** The guest's file system; `/` except in tests. */
  readonly root: string;
  readonly ownUid: number;
  /** The agent's own single file; null when it runs from its sources. */
  readonly executable: string | null;
  /** A sandbox gets its agent from its host with every boot. */
  readonly isSandbox: boolean;
};

export function linuxSystem(options: LinuxOptions): GuestSystem {
  const { root } = options;
  return {
    capabilities: GuestCapability.options,
    readOs: () => readOs(root),
    readCpuTimes: () => readCpuTimes(root),
    readHealth: () => readHealth(root),
    readCloudInit: () => readCloudInitStatus(root),
    readAppliedDocuments: () => readAppliedDocuments(root),
    keepIdentity: (instanceId) => keepIdentity(options, instanceId),
    planLaunch: (request) => planLaunch(options, request),
    processes: linuxProcesses,
    openTerminal,
  };
}

async function readHealth(root: string): Promise<Health> {
  const interfaces = await readInterfaces(root);
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return {
    load: [one, five, fifteen],
    memory: await readMemory(root),
    disks: await readDisks(root),
    interfaces,
    hasDefaultRoute: hasDefaultRoute(interfaces, await readDefaultRouteInterfaces(root)),
  };
}
