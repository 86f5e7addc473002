import { koffi } from './koffi.ts';

const fixed = 3;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Windows' drives on disks that stay, as `C:\`: no discs, sticks or network. */
export function fixedDrives(): readonly string[] {
  const kernel = koffi().load('kernel32.dll');
  const present = kernel.func('uint32_t GetLogicalDrives()')() as number;
  const kindOf = kernel.func('uint32_t GetDriveTypeW(str16 root)');
  return [...letters]
    .filter((_, at) => (present & (1 << at)) !== 0)
    .map((letter) => `${letter}:\\`)
    .filter((root) => kindOf(root) === fixed);
}
