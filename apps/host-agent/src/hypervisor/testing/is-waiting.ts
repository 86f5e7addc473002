import type { HypervHost } from '../hyperv/hyperv-host.ts';

/** Enough for whoever does not wait to be done with it. */
const roundTrips = 5;

/** Whether something is not over after as many questions to Hyper-V as it needs itself, and more. */
export async function isWaiting(work: Promise<unknown>, host: HypervHost): Promise<boolean> {
  const ask = async (): Promise<boolean> => {
    const call = { cmdlet: 'Get-VM', parameters: {}, select: 'VirtualMachine' };
    for (let asked = 0; asked < roundTrips; asked += 1) await host.query(call, new AbortController().signal);
    return true;
  };
  return Promise.race([work.then(() => false), ask()]);
}
