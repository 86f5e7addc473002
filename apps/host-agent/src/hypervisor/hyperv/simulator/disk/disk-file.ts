/**
 * A virtual disk as its file tells it: our marker (JSON), or a real VHDX, of which the header is read. The file is
 * the truth, so a copied or moved disk is what it was, and another host can use it.
 */
import { z } from 'zod';
import { HypervError, hresults } from '../call/hyperv-error.ts';
import type { HostFiles } from '../state/host-files.ts';
import { extensionOf, pathProblem } from '../state/host-path.ts';
import { readVhdx } from './read-vhdx.ts';

const Marker = z.object({
  simulatedDisk: z.literal(1),
  id: z.string(),
  format: z.enum(['VHD', 'VHDX']),
  type: z.enum(['Fixed', 'Dynamic', 'Differencing']),
  sizeBytes: z.number(),
  fileBytes: z.number(),
  /** What a guest still needs of it, where a test says so: compacting gains the rest. */
  usedBytes: z.number().optional(),
  blockBytes: z.number(),
  logicalSectorBytes: z.number(),
  physicalSectorBytes: z.number(),
  parentPath: z.string().nullable(),
  parentId: z.string().nullable(),
});

export type DiskFacts = Omit<z.infer<typeof Marker>, 'simulatedDisk'>;
/** `isReal`: a VHDX that another program made; it is never written. */
export type Disk = DiskFacts & { readonly path: string; readonly isReal: boolean };

const diskExtensions = ['.vhd', '.vhdx', '.avhd', '.avhdx', '.vhds'];

/** @throws HypervError `InvalidParameter` for what can be no disk's path. */
export function checkDiskPath(path: string): void {
  const problem = pathProblem(path);
  if (problem !== null) throw new HypervError('InvalidParameter', `${problem} ('${path.slice(0, 200)}')`);
  if (!diskExtensions.includes(extensionOf(path))) {
    throw new HypervError(
      'InvalidParameter',
      `The file '${path}' has an invalid extension: .vhd, .vhdx or .vhds is expected.`,
    );
  }
}

/** @throws HypervError `FileNotFound`, or `InvalidData` for what is no disk. */
export async function readDisk(files: HostFiles, path: string): Promise<Disk> {
  checkDiskPath(path);
  const disk = await findDisk(files, path);
  if (disk !== null) return disk;
  throw new HypervError(
    'FileNotFound',
    `Getting the mounted storage instance for the path '${path}' failed. The system cannot find the file specified. (0x80070002)`,
    hresults.fileNotFound,
  );
}

/** `null` when there is no such file. */
export async function findDisk(files: HostFiles, path: string): Promise<Disk | null> {
  const start = await files.read(path, 0, 8);
  if (start === null) return null;
  if (start.toString('latin1') === 'vhdxfile') {
    return { ...(await readVhdx(files, path)), path, isReal: true };
  }
  const marker = Marker.safeParse(parseJson(await files.readText(path)));
  if (marker.success) {
    const { simulatedDisk: _, ...facts } = marker.data;
    return { ...facts, path, isReal: false };
  }
  throw new HypervError(
    'InvalidData',
    `The file '${path}' is corrupted and unreadable, or no virtual hard disk.`,
  );
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Writes the marker; the folder comes into being with it. */
export async function writeDisk(files: HostFiles, { path, isReal, ...facts }: Disk): Promise<void> {
  if (isReal) throw new HypervError('NotSupported', `The simulator does not write real disks ('${path}').`);
  await files.write(path, `${JSON.stringify({ simulatedDisk: 1, ...facts })}\n`);
}
