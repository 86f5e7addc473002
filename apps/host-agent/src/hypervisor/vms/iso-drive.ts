import { AppError } from '@busbar/shared/errors/app-error';
import type { DriverVm, HypervisorDriver } from '../driver.ts';
import { type Media, requireOnOrOff, type VmMedium } from '../media.ts';

export type IsoDriveDeps = {
  readonly driver: Pick<HypervisorDriver, 'find' | 'attachMedium' | 'detachMedium'>;
  /** Paths of discs that somebody has put in at the hypervisor, where that can be. */
  readonly foreignDiscs?: (vmId: string, signal: AbortSignal) => Promise<readonly string[]>;
};

/** The ability on top of what a driver does for seed and tools disc: one more drive. */
export class IsoDrive implements Media {
  readonly #deps: IsoDriveDeps;

  constructor(deps: IsoDriveDeps) {
    this.#deps = deps;
  }

  async list(vmId: string, signal: AbortSignal): Promise<readonly VmMedium[]> {
    // At once, so that one question to the hypervisor answers both.
    const [{ media }, foreign = []] = await Promise.all([
      this.#get(vmId, signal),
      this.#deps.foreignDiscs?.(vmId, signal),
    ]);
    return [...media, ...foreign.map((path) => ({ role: null, path }))];
  }

  async insert(vmId: string, path: string, signal: AbortSignal): Promise<void> {
    requireOnOrOff((await this.#get(vmId, signal)).power);
    await this.#deps.driver.attachMedium(vmId, { role: 'iso', path }, signal);
  }

  async eject(vmId: string, signal: AbortSignal): Promise<void> {
    requireOnOrOff((await this.#get(vmId, signal)).power);
    await this.#deps.driver.detachMedium(vmId, 'iso', signal);
  }

  async #get(vmId: string, signal: AbortSignal): Promise<DriverVm> {
    const vm = await this.#deps.driver.find(vmId, signal);
    if (vm === null) throw new AppError('not-found', `This host has no VM ${vmId}.`);
    return vm;
  }
}
