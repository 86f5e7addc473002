import { stat } from 'node:fs/promises';
import { win32 } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';

export type Search = {
  readonly program: string;
  readonly cwd: string;
  /** Of the program's own environment, by Windows' names for them: `PATH`, `PATHEXT`. */
  readonly path: string;
  readonly extensions: string;
};

/** What Windows itself can start; for anything else it asks a shell, and so must whoever wants it. */
const startable = new Set(['.exe', '.com']);

/** Where the program may be, in order: with its own name where that ends in an extension, else with each that counts. */
export function candidatesFor({ program, cwd, path, extensions }: Search): readonly string[] {
  const hasFolder = /[\\/]/.test(program) || /^[a-z]:/i.test(program);
  const folders = hasFolder ? [cwd] : path.split(';').filter((folder) => folder !== '');
  const endings = win32.extname(program) === '' ? extensions.split(';').filter((one) => one !== '') : [''];
  return folders.flatMap((folder) =>
    endings.map((ending) => win32.resolve(cwd, folder, `${program}${ending.toLowerCase()}`)),
  );
}

/** @throws `not-found`, or `invalid-input` for a script, which only its interpreter can run */
export async function findProgram(search: Search): Promise<string> {
  for (const candidate of candidatesFor(search)) {
    if (!(await isFile(candidate))) continue;
    if (startable.has(win32.extname(candidate).toLowerCase())) return candidate;
    throw new AppError(
      'invalid-input',
      `${candidate} is no program that Windows starts by itself. Run it with cmd.exe /c, or powershell.exe -File.`,
    );
  }
  throw new AppError('not-found', `There is no program ${JSON.stringify(search.program)} that can be run.`);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Whatever keeps us from looking at it would also keep it from running.
    return false;
  }
}
