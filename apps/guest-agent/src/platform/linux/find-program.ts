import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';

/** The file that `program` names, looked up in `path` when it has no slash. Throws `not-found`. */
export async function findProgram(program: string, path: string, cwd: string): Promise<string> {
  const candidates = program.includes('/')
    ? [isAbsolute(program) ? program : resolve(cwd, program)]
    : path.split(':').map((folder) => resolve(cwd, folder || '.', program));
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  throw new AppError('not-found', `There is no program ${JSON.stringify(program)} that can be run.`);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Whatever keeps us from looking at it would also keep it from running.
    return false;
  }
}
