/** One process of the simulator is as many hosts as are asked for. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onLines } from './daemon/lines.ts';
import { startTestSimulator, type TestSimulator } from './testing/bench-host.ts';

type Line = { readonly id?: number; readonly ok?: boolean; readonly result?: { readonly Name: string }[] };

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator();
});
afterAll(() => simulator.remove());

/** A lane as the stand-in opens one, without its process: two hundred of those would be the test's own load. */
async function askHost(host: string, calls: readonly object[]): Promise<readonly Line[]> {
  const socket = connect(simulator.socket);
  await once(socket, 'connect');
  const answers: Line[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on('error', reject);
  onLines(socket, (text) => {
    const line = JSON.parse(text) as Line;
    if (line.ok !== undefined) answers.push(line);
    if (answers.length === calls.length) resolve();
  });
  socket.write(`${JSON.stringify({ hello: { host, lane: 'work' } })}\n`);
  calls.forEach((call, index) => {
    socket.write(`${JSON.stringify({ id: index + 1, ...call })}\n`);
  });
  await promise;
  socket.destroy();
  return answers;
}

test('two hundred hosts at once, each with its own VM of the same name', async () => {
  const hosts = Array.from({ length: 200 }, (_, index) => `host-${index}`);
  const make = { cmdlet: 'New-VM', parameters: { Name: 'web', Generation: 2 }, select: 'VirtualMachine' };
  const note = (host: string) => ({
    cmdlet: 'Set-VM',
    parameters: { VM: { $from: { cmdlet: 'Get-VM', parameters: { Name: 'web' } } }, Notes: host },
  });
  const list = { cmdlet: 'Get-BusbarVMSummary', parameters: {}, select: 'BusbarVMSummary' };
  const told = await Promise.all(hosts.map((host) => askHost(host, [make, note(host), list])));
  expect(told.map((answers) => answers.map(({ ok }) => ok))).toEqual(hosts.map(() => [true, true, true]));
  expect(told.map((answers) => answers[2]?.result)).toEqual(
    hosts.map((host) => [expect.objectContaining({ Name: 'web', Notes: host })]),
  );
}, 60_000);
