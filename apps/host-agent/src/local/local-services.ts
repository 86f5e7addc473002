import type { BuiltInTemplate } from '@busbar/seed/templates/built-in-template';
import type { DriverFacts, DriverName } from '@busbar/shared/protocol/link';
import type { Fleet } from '../vms/fleet.ts';
import type { Command } from './command.ts';
import type { SeedMedia } from './seeds/seed-media.ts';
import type { SeedStore } from './seeds/seed-store.ts';
import type { LocalJobs } from './work/local-jobs.ts';

/** What the commands act on. */
export type LocalServices = {
  readonly fleet: Fleet;
  /** Every change of a VM goes through it. */
  readonly jobs: LocalJobs;
  readonly seeds: SeedStore;
  /** The seed drives of VMs. */
  readonly media: SeedMedia;
  readonly templates: readonly BuiltInTemplate[];
  /** As last looked at. @throws `unsupported` */
  readonly factsOf: (driver: DriverName) => DriverFacts;
  readonly newId: () => string;
  readonly commands: () => readonly Command[];
};
