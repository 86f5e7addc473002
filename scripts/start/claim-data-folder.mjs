import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { endProcess, forgetProcess, recordedProcess, recordProcess, untilGone } from './processes.mjs';

const leftovers = ['control-plane', 'host-agent'];

/**
 * One Busbar per data folder. After a `kill -9` of the start script its programs notice and stop by
 * themselves; this waits for them (VMs and Redis stay, to be adopted).
 */
export async function claimDataFolder({ paths, report }) {
  const file = join(paths.recordsFolder, 'start.json');
  const other = recordedProcess(file);
  if (other !== null) {
    throw new Failure(
      `Busbar already runs on ${paths.dataFolder} (process ${other.pid}).`,
      'Stop it there with Ctrl+C, or set BUSBAR_DATA and BUSBAR_PORT to run a second one.',
    );
  }
  recordProcess(file, process.pid);
  for (const name of leftovers) {
    const left = recordedProcess(join(paths.recordsFolder, `${name}.json`));
    if (left === null) continue;
    await report.step(`Waiting for the ${name.replace('-', ' ')} of the last run to end`, async () => {
      if (!(await untilGone(left, 8_000))) await endProcess(left, 2_000);
    });
  }
  return { name: 'claim', stop: async () => forgetProcess(file) };
}
