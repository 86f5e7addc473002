import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentEnvironment, readEnvironment } from '../environment.ts';
import { Simulator } from '../hypervisor/hyperv/simulator/daemon/simulator.ts';
import { tellAccelerator } from '../hypervisor/testing/known-accelerator.ts';
import { benchVmId } from '../testing/job-bench.ts';
import { MemoryDriver } from '../testing/memory-driver.ts';
import { checkImages } from './check-folders.ts';
import { checkVms } from './check-hyperv.ts';
import { checkDrivers, examine } from './examine.ts';
import { describeFinding, type Finding, missing, ok } from './finding.ts';

const standIn = fileURLToPath(new URL('../hypervisor/hyperv/simulator/stand-in.ts', import.meta.url));
const never = new AbortController().signal;
let folder: TemporaryDirectory;
const open: { close: () => Promise<void> }[] = [];
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(async () => {
  for (const part of open.splice(0)) await part.close();
  await folder.remove();
});

async function collect(findings: AsyncIterable<Finding>): Promise<Finding[]> {
  const all: Finding[] = [];
  for await (const finding of findings) all.push(finding);
  return all;
}
const named = (findings: readonly Finding[], name: string) =>
  findings.find((finding) => finding.name === name);

async function startSimulator(): Promise<Simulator> {
  const simulator = new Simulator({
    listen: join(folder.path, 'sim.sock'),
    state: join(folder.path, 'sim'),
    guestExecutable: null,
    latency: 'none',
    faults: {},
    guestsOnExit: 'end',
    deps: { now: Date.now, newId: randomUUID },
    onFault: (error) => {
      throw error;
    },
  });
  await simulator.start();
  await tellAccelerator(join(environment().stateFolder, 'qemu'));
  open.push(simulator);
  return simulator;
}

const environment = (): AgentEnvironment => ({
  ...readEnvironment(),
  stateFolder: join(folder.path, 'state'),
  runtimeFolder: join(folder.path, 'run'),
  guestExecutable: join(folder.path, 'busbar-guest'),
  imagesFolder: join(folder.path, 'images'),
  backupFolders: new Map(),
  vmFolders: new Map(),
  simulatedHyperv: {
    command: [process.execPath, standIn, '--socket', join(folder.path, 'sim.sock'), '--host', 'h1'],
    channelsFolder: join(folder.path, 'sim', 'h1'),
  },
});
const examined = (scope: 'machine' | 'all') =>
  collect(examine({ environment: environment(), scope, platform: 'linux', signal: never }));

describe('on a simulated Hyper-V host', () => {
  it('says in the order of their need that all is there, and before an installation no more', async () => {
    await startSimulator();
    const findings = await examined('machine');
    expect(findings.map(({ name }) => name)).toEqual(
      ['rights', 'firmware', 'feature', 'module', 'hypervisor', 'service', 'tpm'].map(
        (name) => `hyper-v ${name}`,
      ),
    );
    expect(findings.every(({ state }) => state === 'ok')).toBe(true);
  });

  it('gives the remedy of what is missing', async () => {
    const simulator = await startSimulator();
    const machine = { isElevated: false, isHypervAdministrator: false };
    await simulator.control({ kind: 'set-machine', host: 'h1', machine });
    const rights = named(await examined('machine'), 'hyper-v rights');
    expect(rights).toMatchObject({ state: 'missing', remedy: 'Run the agent elevated.' });
  });

  it('says for which systems it has secure boot templates', async () => {
    await startSimulator();
    const found = named(await examined('all'), 'hyper-v secure boot');
    expect(found).toMatchObject({ state: 'ok', message: 'It has the templates for Windows and for Linux.' });
  });

  it('looks at folders, guest agent, enrolment and running VMs too', async () => {
    await startSimulator();
    const before = await examined('all');
    expect(named(before, 'state')?.state).toBe('ok');
    expect(named(before, 'guest agent')?.state).toBe('missing');
    expect(named(before, 'enrolment')?.remedy).toContain('Add a host');
    expect(named(before, 'guests')?.message).toContain('No VM of Busbar is running');
    await writeFile(environment().guestExecutable, 'x');
    expect(named(await examined('all'), 'guest agent')?.state).toBe('ok');
  });

  it('says that Hyper-V cannot be asked at all', async () => {
    const [only] = await examined('machine');
    expect(only).toMatchObject({ name: 'hyper-v', state: 'missing' });
  });
});

describe('running VMs', () => {
  it('are dialled and greeted; one that does not answer is told apart', async () => {
    const driver = new MemoryDriver({ folder: folder.path });
    open.push(driver);
    const specification = {
      name: 'web-1',
      image: 'test',
      cpuCount: 1,
      memoryBytes: 2 ** 28,
      diskBytes: 2 ** 30,
      network: 'none',
    } as const;
    await driver.createDisk({ vmId: benchVmId, ...specification }, () => undefined, never);
    await driver.createVm({ vmId: benchVmId, ...specification });
    expect(await collect(checkVms(driver, never))).toMatchObject([{ state: 'unknown' }]);
    await driver.start(benchVmId);
    const [answering] = await collect(checkVms(driver, never));
    expect(answering).toMatchObject({ name: 'guests', state: 'ok' });
    expect(answering?.message).toContain('web-1 answers');
    // Another one takes it for running, but has no guest for it.
    const other = new MemoryDriver({ folder: folder.path });
    await driver.close();
    const [silent] = await collect(checkVms(other, never));
    expect(silent).toMatchObject({ state: 'missing' });
    for (const log of ['journalctl', 'guest-agent.log']) expect(silent?.remedy).toContain(log);
  });
});

it('says what a driver lacks, which is no fault where another one works', () => {
  const facts = { version: '1', abilities: [], notes: [] };
  const ready = { name: 'sandbox', isReady: true, remedy: null, ...facts } as const;
  const broken = { name: 'qemu', isReady: false, remedy: 'Install it.', ...facts } as const;
  expect([...checkDrivers([ready, broken])].map(({ state }) => state)).toEqual(['ok', 'unknown']);
  expect([...checkDrivers([broken])]).toMatchObject([{ state: 'missing', remedy: 'Install it.' }]);
});

it('tells a finding in a line, and its remedy in another', () => {
  expect(describeFinding(ok('space', '9 GiB\nare free.'))).toBe('ok       space: 9 GiB are free.');
  expect(describeFinding(missing('space', 'Full.', 'Free\n some.')).split('\n')).toEqual([
    'MISSING  space: Full.',
    '         → Free some.',
  ]);
});

it('tells a folder of images that cannot be read from one without images', async () => {
  const file = join(folder.path, 'a file');
  await writeFile(file, '');
  expect(await checkImages(join(folder.path, 'none'))).toMatchObject({
    state: 'unknown',
    message: expect.stringContaining('There is no image'),
  });
  expect(await checkImages(file)).toMatchObject({
    state: 'unknown',
    message: expect.stringContaining('cannot be read: ENOTDIR'),
  });
});
