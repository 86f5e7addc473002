import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

/** Where programs of the system live; an ordinary user's PATH often lacks the sbin folders. */
const programFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** What programs that we start find their own programs by. */
export const systemPath = programFolders.join(':');
const systemVariables: Readonly<Record<string, string>> = { PATH: systemPath, LANG: 'C.UTF-8' };
/** All that such a program is told. Next's types, where they are in force, make NODE_ENV mandatory. */
export const systemEnvironment = systemVariables as NodeJS.ProcessEnv;

/** The path of an installed program, or `null`. */
export async function findProgram(name: string): Promise<string | null> {
  for (const folder of programFolders) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return null;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
