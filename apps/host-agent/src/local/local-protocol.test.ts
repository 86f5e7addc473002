/** Every command and action of the protocol, over a real socket, on sandboxes with the real guest agent. */
import type { HostEvent } from '@busbar/shared/protocol/link';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalBench } from './testing/local-bench.ts';
import { openSandboxBench } from './testing/sandbox-bench.ts';

let bench: LocalBench;
beforeAll(async () => {
  bench = await openSandboxBench();
}, 180_000);
afterAll(() => bench.close());

const image = 'sandbox-default';
const nobody = '018f0000-0000-7000-8000-00000000ffff';
const vms = async (more: object = {}): Promise<readonly { Id: string; Name: string; State: number }[]> => {
  const data: { vms: { Id: string; Name: string; State: number }[] } = await bench.data('vm', {
    action: 'list',
    ...more,
  });
  return data.vms;
};
const idOf = async (name: string): Promise<string> => {
  const found = (await vms()).find(({ Name }) => Name === name);
  if (found === undefined) throw new Error(`no VM ${name}`);
  return found.Id;
};
const vm = (action: string, parameters: object = {}) => bench.ask('vm', { action, ...parameters });
const jobsOf = async (kind: string): Promise<readonly HostEvent[]> =>
  (await bench.outbox.read(0)).filter((event) => event.type === 'job-begun' && event.job.kind === kind);
const isIdle = (vmId: string) =>
  waitFor('its jobs to end', () => bench.runner.unfinishedOf(vmId).length === 0);

describe('what only tells', () => {
  test.each([
    ['status', {}, { details: 'Service is running.' }],
    ['STATUS', { action: 'anything' }, { details: 'Service is running.' }],
    [
      'operating-system',
      { action: 'list' },
      { operatingSystems: ['Debian', 'Fedora', 'openSUSE', 'Rocky', 'Ubuntu'] },
    ],
    [
      'operating-system',
      { action: 'details', name: 'ubuntu' },
      { name: 'Ubuntu', versions: ['24.04', '25.04'] },
    ],
    ['os-version', { action: 'list', os: 'openSUSE' }, { osVersions: ['15.6', '16', 'Tumbleweed'] }],
    ['vm-switch', { action: ' LIST ' }, { switches: [] }],
    ['vm', { action: 'list', provisioned: 'exclude', state: 2 }, { vms: [] }],
    ['artifact', { action: 'exports', sortOrder: 'ASC' }, { exports: [] }],
    ['gmi-package', { action: 'list', key: 'debian-12' }, { packages: [] }],
    ['gmi-package', { action: 'outdated' }, { outdated: [], count: 0 }],
    ['artifact', { action: 'list' }, { artifacts: [] }],
  ])('%s %j', async (command, parameters, data) => {
    expect(await bench.ask(command, parameters)).toMatchObject({ command, status: 'ok', data });
  });

  test('help lists every command, and each but status and help answers its own', async () => {
    const all: { commands: { command: string; summary: string }[] } = await bench.data('help');
    const names = all.commands.map(({ command }) => command);
    const known = ['artifact', 'gmi', 'gmi-package', 'help', 'operating-system', 'os-version', 'provision'];
    expect(names.toSorted()).toEqual([...known, 'status', 'vhdx', 'vm', 'vm-switch']);
    for (const { command } of all.commands.filter(
      ({ command: name }) => !['status', 'help', 'provision'].includes(name),
    )) {
      for (const parameters of [{}, { action: 'help' }, { action: '' }, { action: 7 }]) {
        const help: { description: string; actions: { action: string; description: string }[] } =
          await bench.data(command, parameters);
        expect(help.description).not.toBe('');
        expect(help.actions.at(-1)?.action).toBe('help');
      }
    }
  });
});

test('images are listed as the VMs that others are made from, each with a GUID of its own', async () => {
  const [base, ...others] = await vms({ provisioned: 'exclude', state: 3 });
  expect(others).toEqual([]);
  expect(base).toMatchObject({ Name: image, State: 3, CpuCount: null, ArtifactInstance: null });
  expect(await vms({ provisioned: 'all' })).toEqual([base]);
  const id = `{${base?.Id.toUpperCase()}}`;
  expect(await bench.data('vm', { action: 'details', id })).toEqual({ vm: base });
  expect(await bench.data('vhdx', { action: 'is-differencing-disk', guid: id })).toEqual({
    guid: id,
    isDifferencing: false,
  });
  expect((await vm('start', { id })).data).toContain('No VM found');
});

test('50 clients at once are each answered what they asked, however their requests are cut', async () => {
  const requests = [
    ['status', {}, 'Service is running.'],
    ['operating-system', { action: 'list' }, 'Ubuntu'],
    ['vm', { action: 'list', provisioned: 'exclude' }, image],
    ['vm', { action: 'details', id: nobody }, nobody],
    ['artifact', { action: 'exports' }, 'exports'],
    ['gmi-package', { action: 'list' }, 'packages'],
    ['no-such', {}, 'Unknown command: no-such'],
  ] as const;
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      bench.ask(...(requests[n % requests.length]!.slice(0, 2) as [string, Record<string, unknown>])),
    ),
  );
  for (const [n, { command, data }] of answers.entries()) {
    const [asked, , words] = requests[n % requests.length]!;
    expect(command).toBe(asked);
    expect(JSON.stringify(data)).toContain(words);
  }
});

describe('a VM of the command provision', () => {
  test('is made by a job that the control plane hears of, and then seen by every action', async () => {
    const name = 'testvm';
    const hostile = `quotes "'\` $(id) ; \\ { } {{ ünïcode 🚌`;
    const answer = await bench.ask('provision', {
      template: 'minimal',
      vm_name: name,
      variables: { SSH_KEYS: `ssh-ed25519 AAAA ${hostile}` },
    });
    expect(answer).toMatchObject({ status: 'ok', data: { details: "VM 'testvm' provisioning started." } });
    const [begun] = await waitFor('the job', async () => {
      const jobs = await jobsOf('vm.provision');
      return jobs.length > 0 ? jobs : null;
    });
    if (begun?.type !== 'job-begun') throw new Error('no job');
    expect(begun.job).toMatchObject({
      vmName: name,
      makes: { driver: 'sandbox', image, template: 'minimal', network: 'none' },
    });
    expect(begun.job.requestedBy).toMatch(/^root$|^uid \d+$/);
    expect(JSON.stringify(begun)).not.toContain('AAAA');
    expect(await bench.untilEnded(begun.jobId)).toMatchObject({
      outcome: 'succeeded',
      result: { hostname: name },
    });
    const id = await idOf(name);
    expect(id).toBe(begun.job.vmId);
    const { vm: seen }: { vm: object } = await bench.data('vm', {
      action: 'details',
      id: `{${id.toUpperCase()}}`,
    });
    expect(seen).toMatchObject({
      Id: id,
      Name: name,
      State: 2,
      CpuCount: 1,
      MemoryMb: 1024,
      ArtifactInstance: null,
    });
    expect(Object.keys(seen)).toEqual([
      'Id',
      'Name',
      'State',
      'Description',
      'CpuCount',
      'MemoryMb',
      'UptimeSeconds',
      'CreationTime',
      'HostResourcePath',
      'Generation',
      'ArtifactInstance',
      'NetAddresses',
    ]);
    expect(seen).toMatchObject({ NetAddresses: { IPv4: [], IPv6Ula: [], IPv6LinkLocal: [] } });
    expect(await vms({ provisioned: 'only', state: 2, includeNetAddress: true })).toMatchObject([
      { Id: id, NetAddresses: { IPv4: [] } },
    ]);
    expect(await vms({ state: 3 })).toEqual([]);
    expect(await bench.data('vm', { action: 'net-address', id })).toEqual({
      id,
      addresses: { IPv4: [], IPv6Ula: [], IPv6LinkLocal: [] },
    });
    expect(await bench.data('vm', { action: 'state-check', id, state: 2 })).toEqual({
      id,
      desiredState: 2,
      currentState: 2,
      matches: true,
    });
    expect(await bench.data('vm', { action: 'state-check', id, state: 9999 })).toEqual({
      id,
      desiredState: 9999,
      currentState: 2,
      matches: false,
    });
  }, 120_000);

  test('runs programs, each argument as it is, and tells their ends apart', async () => {
    const id = await idOf('testvm');
    const exec = (parameters: object) => vm('exec', { id, ...parameters });
    const hostile = `quotes "'\` $(id) ; \\ \n ünïcode 🚌`;
    expect((await exec({ argv: ['printf', '%s', hostile] })).data).toEqual({
      id,
      ...{ cause: 'exited', exitCode: 0, signal: null, error: null, stdout: hostile, stderr: '' },
    });
    const program = 'cat; echo "$HOME $X" >&2; exit 7';
    expect((await exec({ argv: ['sh', '-c', program], stdin: 'in', env: { X: 'y' } })).data).toMatchObject({
      exitCode: 7,
      stdout: 'in',
      stderr: '/root y\n',
    });
    const bytes = Buffer.from([0xff, 0, 0xfe]).toString('base64');
    expect((await exec({ argv: ['cat'], stdin: bytes, encoding: 'base64' })).data).toMatchObject({
      stdout: bytes,
    });
    expect((await exec({ argv: ['sleep', '60'], timeoutMs: 50 })).data).toMatchObject({ cause: 'timed-out' });
    expect((await exec({ argv: ['/nowhere'] })).data).toMatchObject({ cause: 'not-started' });
    expect((await exec({ argv: ['head', '-c', '5000000', '/dev/zero'] })).data).toContain('more than');
  });

  test('its name is taken', async () => {
    const answer = await bench.ask('provision', { template: 'minimal', vm_name: 'testvm' });
    expect(answer.data).toContain('already has a VM named testvm');
  });

  test('shuts down, starts, stops and is deleted, each answered when it is so', async () => {
    const id = await idOf('testvm');
    expect((await vm('delete', { id })).data).toContain('Stop it first');
    for (const [action, state] of [
      ['shutdown', 3],
      ['shutdown', 3],
      ['start', 2],
      ['start', 2],
      ['stop', 3],
      ['stop', 3],
    ] as const) {
      expect(await vm(action, { id })).toMatchObject({ status: 'ok', data: { id, status: 'ok' } });
      const check = await bench.data('vm', { action: 'state-check', id, state });
      expect(check).toMatchObject({ matches: true });
    }
    await isIdle(id);
    expect((await vm('pause', { id })).data).toContain('cannot be paused');
    expect((await bench.ask('gmi', { action: 'export', id })).data).toContain('testvm is a VM');
    expect(await vm('delete', { id })).toMatchObject({ status: 'ok', data: { id, status: 'deleted' } });
    expect(await vms()).toEqual([]);
    expect((await vm('details', { id })).data).toBe(`No VM found with id: ${id}`);
    expect(await jobsOf('vm.delete')).toHaveLength(1);
    expect(await jobsOf('vm.shutdown')).toHaveLength(1);
  }, 120_000);
});
