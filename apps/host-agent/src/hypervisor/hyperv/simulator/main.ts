/**
 * The simulator of Hyper-V: for tests, demonstrations and scale, on any Linux. It stands for Windows, so it refuses
 * what the documentation of Hyper-V does not allow.
 *
 *     node main.ts --listen <unix socket> --state <folder> [--guest <guest executable>]
 *                  [--latency realistic|none] [--faults <file>] [--guests-on-exit keep|end]
 *
 * Says `{"listening":"<socket>"}` once it answers. `--faults`: a JSON object, hosts' names to lists of faults.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Fault } from './daemon/faults.ts';
import { HostName } from './daemon/messages.ts';
import { Simulator } from './daemon/simulator.ts';

const FaultsFile = z.record(HostName, z.array(Fault));
const Options = z.object({
  listen: z.string().min(1),
  state: z.string().min(1),
  guest: z.string().min(1).optional(),
  latency: z.enum(['realistic', 'none']).default('realistic'),
  faults: z.string().min(1).optional(),
  'guests-on-exit': z.enum(['keep', 'end']).default('keep'),
});

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { listen: text, state: text, guest: text, latency: text, faults: text, 'guests-on-exit': text },
});
const options = Options.parse(values);
const simulator = new Simulator({
  listen: resolve(options.listen),
  state: resolve(options.state),
  guestExecutable: options.guest === undefined ? null : resolve(options.guest),
  latency: options.latency,
  faults:
    options.faults === undefined ? {} : FaultsFile.parse(JSON.parse(await readFile(options.faults, 'utf8'))),
  guestsOnExit: options['guests-on-exit'],
  deps: { now: Date.now, newId: randomUUID },
  onFault: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
});
await simulator.start();
process.stdout.write(`${JSON.stringify({ listening: resolve(options.listen) })}\n`);
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.once(name, () => void simulator.close().then(() => process.exit(0)));
}
