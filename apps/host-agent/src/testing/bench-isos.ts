import { join } from 'node:path';
import { writeSeedDisc } from '../hypervisor/testing/seed-disc.ts';
import { IsoFolder } from '../isos/iso-folder.ts';

/** Puts discs into the folder for ISOs of a bench; returns their paths. */
export async function writeBenchIsos<const Names extends readonly string[]>(
  benchFolder: string,
  names: Names,
): Promise<{ readonly [Index in keyof Names]: string }> {
  const isos = new IsoFolder(benchFolder);
  await isos.make();
  const paths = names.map((name) => join(isos.path, name));
  for (const path of paths) await writeSeedDisc(path, '#cloud-config\n{}\n');
  return paths as unknown as { readonly [Index in keyof Names]: string };
}
