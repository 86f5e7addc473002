import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../../../../../scripts/build-guest.mjs', import.meta.url));
const buildDeadlineMs = 120_000;

/** The guest agent's single executable, built unless it is fresh. */
export async function buildGuest(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: buildDeadlineMs });
  return stdout.trim().split('\n').at(-1) ?? '';
}
