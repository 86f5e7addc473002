import { join } from 'node:path';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { SandboxDriver } from '../../hypervisor/sandbox/sandbox-driver.ts';
import { buildGuest } from '../../hypervisor/testing/guest-executable.ts';
import { type LocalBench, openLocalBench } from './local-bench.ts';

/** On sandboxes with the real guest agent, in a folder of its own; closing it deletes its VMs. */
export async function openSandboxBench(): Promise<LocalBench> {
  const folder = await temporaryDirectory();
  const driver = new SandboxDriver({
    vmsFolder: join(folder.path, 'vms'),
    runtimeFolder: join(folder.path, 'run'),
    guestExecutable: await buildGuest(),
    watchIntervalMs: 50,
  });
  const bench = await openLocalBench(folder.path, driver);
  const close = async (): Promise<void> => {
    const signal = AbortSignal.timeout(60_000);
    for (const { vmId } of await driver.list()) await driver.delete(vmId, signal);
    await bench.close();
    await folder.remove();
  };
  return { ...bench, close };
}
