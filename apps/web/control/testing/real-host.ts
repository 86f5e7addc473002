/** The real host agent on the hypervisor for tests, in this process, linked to a test's control plane. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostIdentity } from '../../../host-agent/src/link/identity-file.ts';
import { runAgent } from '../../../host-agent/src/run-agent.ts';
import type { StopMode } from '../../../host-agent/src/stop-vms.ts';
import { MemoryDriver } from '../../../host-agent/src/testing/memory-driver.ts';
import { silentLog } from '../../../host-agent/src/testing/silent-log.ts';

export type RealHost = {
  readonly hostId: string;
  /** Where its hypervisor keeps images and VMs. */
  readonly folder: string;
  readonly driver: MemoryDriver;
  readonly stop: () => Promise<void>;
};

/**
 * Resolves once it is linked. The same folder again is the same host after a restart. `arrange`: what must be so before it gets
 * its jobs.
 */
export async function startRealHost(
  identity: HostIdentity,
  folder: string,
  arrange: (driver: MemoryDriver) => Promise<void> | void = () => undefined,
): Promise<RealHost> {
  const hypervisor = join(folder, 'hv');
  await mkdir(hypervisor, { recursive: true });
  const driver = new MemoryDriver({ folder: hypervisor });
  await arrange(driver);
  const stop = Promise.withResolvers<StopMode>();
  const ready = Promise.withResolvers<void>();
  const done = runAgent({
    environment: {
      ...{ stateFolder: folder, runtimeFolder: folder, imagesFolder: join(hypervisor, 'images') },
      ...{
        guestExecutable: join(folder, 'none'),
        windowsGuestFolder: null,
        backupFolders: new Map(),
        vmFolders: new Map(),
      },
      ...{ simulatedHyperv: null, isImageLoopbackAllowed: false, localProtocol: null },
      ...{ logLevel: 'silent', jobLimit: 4, testCrash: null },
    },
    identity,
    log: silentLog(),
    drivers: [driver],
    onReady: ready.resolve,
    onRemainingVms: () => undefined,
    stopRequested: stop.promise,
    powerOffNow: new AbortController().signal,
  });
  await Promise.race([ready.promise, done]);
  const { hostId } = identity;
  return {
    ...{ hostId, folder: hypervisor, driver },
    stop: () => {
      stop.resolve('leave-vms');
      return done;
    },
  };
}
