import { planIso } from '@busbar/seed/iso/plan-iso';
import { writeIsoFile } from '@busbar/seed/iso/write-iso-file';
import { seedFiles, seedLabel } from '@busbar/seed/seed-files';

/** A seed disc as the host agent writes it. */
export async function writeSeedDisc(path: string, userData: string, hostName = 'conformance'): Promise<void> {
  const metaData = `instance-id: ${hostName}\nlocal-hostname: ${hostName}\n`;
  const plan = planIso(seedFiles({ metaData, userData }), { label: seedLabel, volumeTimestamp: new Date(0) });
  await writeIsoFile(path, plan);
}
