import type { DriverFacts, DriverName } from '@busbar/shared/protocol/host-facts';
import type { ExportStore } from '../exports/export-store.ts';
import type { DiskFolder } from '../images/sources/disk-folder.ts';
import type { Fleet } from '../vms/fleet.ts';
import type { Command } from './command.ts';
import type { GmiPackages } from './gmi/gmi-packages.ts';
import type { SeedMedia } from './seeds/seed-media.ts';
import type { SeedStore } from './seeds/seed-store.ts';
import type { TemplateFolder } from './templates/template-folder.ts';
import type { LocalJobs } from './work/local-jobs.ts';

/** What the commands act on. */
export type LocalServices = {
  readonly fleet: Fleet;
  /** Every change of a VM goes through it. */
  readonly jobs: LocalJobs;
  readonly seeds: SeedStore;
  /** The seed drives of VMs. */
  readonly media: SeedMedia;
  /** Of the product, and of this host's own folder. */
  readonly templates: TemplateFolder;
  readonly exports: ExportStore;
  /** Where disks and golden images lie that images are made from. */
  readonly diskFiles: DiskFolder;
  /** Golden images that are known by where they come from. */
  readonly packages: GmiPackages;
  readonly nowMs: () => number;
  /** As last looked at. @throws `unsupported` */
  readonly factsOf: (driver: DriverName) => DriverFacts;
  readonly newId: () => string;
  readonly commands: () => readonly Command[];
};
