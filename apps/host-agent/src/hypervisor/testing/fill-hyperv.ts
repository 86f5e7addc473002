import { z } from 'zod';
import { call, vmOf } from '../hyperv/call.ts';
import type { HypervHost } from '../hyperv/hyperv-host.ts';
import { markText } from '../hyperv/ownership-mark.ts';
import { vmIdOf } from './vm-specification.ts';

const Made = z.array(z.object({ Id: z.string() }));

/** Puts VMs of ours on a host, known by their notes, without disks: two calls each, where a provisioning takes thirty. */
export async function fillHyperv(host: HypervHost, folder: string, count: number): Promise<void> {
  const signal = AbortSignal.timeout(120_000);
  const makeOne = async (number: number): Promise<void> => {
    const settings = { Generation: 2, MemoryStartupBytes: 2 ** 29, NoVHD: true, Path: folder };
    const newVm = call('New-VM', { Name: `vm-${number}`, ...settings }, 'VirtualMachine');
    const hypervId = Made.parse(await host.work(newVm, { signal }))[0]?.Id ?? '';
    const Notes = markText({ vmId: vmIdOf(number), hypervId, image: 'simulated-linux' });
    await host.work(call('Set-VM', { VM: vmOf(hypervId), Notes }), { signal });
  };
  await Promise.all(Array.from({ length: count }, (_, index) => makeOne(index + 1)));
}
