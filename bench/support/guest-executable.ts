import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const build = fileURLToPath(new URL('../../scripts/build-guest.mjs', import.meta.url));

/** The guest agent's single executable; built when its sources have changed. */
export async function guestExecutable(): Promise<string> {
  const { stdout } = await run(process.execPath, [build]);
  return stdout.trim().split('\n').at(-1) ?? '';
}
