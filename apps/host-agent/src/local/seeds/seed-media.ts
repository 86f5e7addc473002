/** Puts discs into the seed drive of VMs and takes them out. No job kind does that with seeds, so it is done while none runs. */
import { checkIso, type IsoPlaces } from '../../isos/check-iso.ts';
import type { Fleet } from '../../vms/fleet.ts';
import type { LocalJobs } from '../work/local-jobs.ts';

export type SeedMediaDeps = {
  readonly fleet: Pick<Fleet, 'driverOf' | 'drivers'>;
  readonly jobs: Pick<LocalJobs, 'exclusively'>;
  readonly places: IsoPlaces;
};

export type AttachedSeed = { readonly vmId: string; readonly name: string; readonly path: string };

export class SeedMedia {
  readonly #deps: SeedMediaDeps;

  constructor(deps: SeedMediaDeps) {
    this.#deps = deps;
  }

  /** @throws `conflict` while a job of the VM has not ended; what `checkIso` and the driver throw. */
  async attach(vmId: string, isoPath: string, signal: AbortSignal): Promise<void> {
    const { fleet, jobs, places } = this.#deps;
    const path = await checkIso(isoPath, places);
    const driver = await fleet.driverOf(vmId, signal);
    await jobs.exclusively(vmId, () => driver.attachMedium(vmId, { role: 'seed', path }, signal));
  }

  async detach(vmId: string, signal: AbortSignal): Promise<void> {
    const { fleet, jobs } = this.#deps;
    const driver = await fleet.driverOf(vmId, signal);
    await jobs.exclusively(vmId, () => driver.detachMedium(vmId, 'seed', signal));
  }

  /** The seed discs that are in VMs now. */
  async attached(signal: AbortSignal): Promise<readonly AttachedSeed[]> {
    const lists = await Promise.all(this.#deps.fleet.drivers.map((driver) => driver.list(signal)));
    return lists
      .flat()
      .flatMap(({ vmId, name, media }) =>
        media.flatMap(({ role, path }) => (role === 'seed' ? [{ vmId, name, path }] : [])),
      );
  }
}
