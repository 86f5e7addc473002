import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { controlSimulator } from '../control-simulator.ts';
import { startTestSimulator, type TestSimulator } from '../testing/bench-host.ts';
import { LineClient } from '../testing/line-client.ts';
import type { Control } from './messages.ts';

let simulator: TestSimulator;
const clients: LineClient[] = [];
beforeAll(async () => {
  simulator = await startTestSimulator();
});
afterEach(async () => {
  await controlSimulator(simulator.socket, { kind: 'set-faults', host: 'h1', faults: [] });
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(() => simulator.remove());

const lane = (host = 'h1', name: 'query' | 'work' = 'work'): LineClient => {
  const client = new LineClient(simulator.socket, host, name);
  clients.push(client);
  return client;
};
type Faults = Extract<Control, { kind: 'set-faults' }>['faults'];
const setFaults = (faults: Faults): Promise<void> =>
  controlSimulator(simulator.socket, { kind: 'set-faults', host: 'h1', faults });
const newVm = async (client: LineClient, Name = 'a'): Promise<string> => {
  const answer = await client.ask({ cmdlet: 'New-VM', parameters: { Name }, select: 'VirtualMachine' });
  return String(answer.result?.[0]?.Id);
};
const vmOf = (Id: string) => ({ $from: { cmdlet: 'Get-VM', parameters: { Id } } });

describe('a lane through a real process', () => {
  test('says first that it is ready, then answers', async () => {
    const client = lane('h1', 'query');
    const answer = await client.ask({ cmdlet: 'Get-VMHost', parameters: {}, select: 'VMHost' });
    expect(client.lines[0]).toEqual({ ready: { psVersion: '5.1.26100.1', lane: 'query', protocol: 1 } });
    expect(answer).toMatchObject({ ok: true, result: [{ Name: 'h1', LogicalProcessorCount: 16 }] });
  });

  test.each([
    ['no JSON', 'Get-VM', null, 'InvalidParameter'],
    ['no request', '[1]', null, 'InvalidParameter'],
    ['no id', '{"cmdlet":"Get-VM"}', null, 'InvalidParameter'],
    ['no cmdlet', '{"id":7}', 7, 'InvalidParameter'],
    ['unknown', '{"id":7,"cmdlet":"Get-VM; calc"}', 7, 'CommandNotFoundException'],
    ['a parameter too many', '{"id":7,"cmdlet":"Start-VM","parameters":{"Id":"x"}}', 7, 'InvalidParameter'],
    ['a parameter too few', '{"id":7,"cmdlet":"Start-VM","parameters":{}}', 7, 'InvalidParameter'],
    ['too long', `{"id":7,"cmdlet":"${'x'.repeat(2 ** 20)}"}`, null, 'InvalidParameter'],
  ])('answers a line that is %s', async (_, line, id, identifier) => {
    const client = lane();
    client.say(line);
    const answer = await client.heard(({ ok }) => ok !== undefined);
    expect(answer).toMatchObject({ id, ok: false, error: { identifier, class: null } });
    expect(await client.ask({ cmdlet: 'Get-VMHost', parameters: {} })).toMatchObject({ ok: true });
  });

  test('names the class and category of an error as PowerShell does', async () => {
    const client = lane();
    const parameters = { Id: '00000000-0000-0000-0000-000000000000' };
    expect(await client.ask({ cmdlet: 'Get-VM', parameters })).toMatchObject({
      error: {
        identifier: 'ObjectNotFound',
        class: 'Microsoft.HyperV.PowerShell.Commands.GetVM',
        category: 'ObjectNotFound',
      },
    });
    expect(await client.ask({ cmdlet: 'Get-VHD', parameters: { Path: '/no.vhdx' } })).toMatchObject({
      error: { class: 'Microsoft.Vhd.PowerShell.Cmdlets.GetVHD', hresult: -2147024894 },
    });
  });

  test('tells the progress of a job before its answer', async () => {
    const client = lane();
    const id = await newVm(client);
    await client.ask({ cmdlet: 'Start-VM', parameters: { VM: vmOf(id) }, asJob: true });
    expect(client.lines.flatMap(({ progress }) => progress?.percent ?? [])).toEqual([25, 50, 75, 100]);
  });

  test('tells what others change, once watched, and only what Windows would tell', async () => {
    const [watcher, worker] = [lane('h1', 'query'), lane()];
    await watcher.ask({ cmdlet: 'Watch-BusbarVM', parameters: {} });
    const id = await newVm(worker);
    for (const [cmdlet, more] of [
      ['Set-VM', { Notes: 'untold' }],
      ['Start-VM', {}],
      ['Stop-VM', { TurnOff: true }],
      ['Remove-VM', { Force: true }],
    ] as const) {
      await worker.ask({ cmdlet, parameters: { VM: vmOf(id), ...more } });
    }
    await watcher.heard(({ event }) => event?.kind === 'gone');
    const kinds = watcher.lines.flatMap(({ event }) => (event?.vmId === id ? event.kind : []));
    // Made, starting, running, stopping, off, gone.
    expect(kinds).toEqual(['changed', 'changed', 'changed', 'changed', 'changed', 'gone']);
  });

  test('keeps hosts apart', async () => {
    const id = await newVm(lane('h2'));
    expect(await lane('h3').ask({ cmdlet: 'Get-VM', parameters: { Id: id } })).toMatchObject({ ok: false });
  });
});

describe('faults', () => {
  test.each([
    ['access-denied', 'AccessDenied', 'PermissionDenied'],
    ['out-of-memory', 'OutOfMemory', 'FromStdErr'],
    ['disk-full', 'OperationFailed', 'NotSpecified'],
    ['object-in-use', 'ObjectInUse', 'ResourceBusy'],
    ['not-found-after-boot', 'ObjectNotFound', 'ObjectNotFound'],
  ] as const)('%s, once, with nothing done', async (kind, identifier, category) => {
    const client = lane();
    const id = await newVm(client);
    await setFaults([{ cmdlet: 'Start-VM', kind, times: 1 }]);
    const start = { cmdlet: 'Start-VM', parameters: { VM: vmOf(id) } };
    expect(await client.ask(start)).toMatchObject({ ok: false, error: { identifier, category } });
    const look = { cmdlet: 'Get-VM', parameters: { Id: id }, select: 'VirtualMachine' };
    expect(await client.ask(look)).toMatchObject({ result: [{ State: 'Off' }] });
    expect(await client.ask(start)).toMatchObject({ ok: true });
    await client.ask({ cmdlet: 'Stop-VM', parameters: { VM: vmOf(id), TurnOff: true } });
  });

  test.each([
    ['crash', 'Off'],
    ['crash-after', 'Running'],
  ] as const)('%s ends the process without an answer and leaves the VM %s', async (kind, state) => {
    const client = lane();
    const id = await newVm(client);
    await setFaults([{ cmdlet: 'Start-VM', kind, times: 1 }]);
    client.say(JSON.stringify({ id: 99, cmdlet: 'Start-VM', parameters: { VM: vmOf(id) } }));
    expect(await client.exited).toBe(1);
    expect(client.lines.filter(({ id: answered }) => answered === 99)).toEqual([]);
    const look = { cmdlet: 'Get-VM', parameters: { Id: id }, select: 'VirtualMachine' };
    expect(await lane().ask(look)).toMatchObject({ result: [{ State: state }] });
  });

  test('a call that hangs blocks its lane, not the others, until the process is killed', async () => {
    const [stuck, free] = [lane(), lane()];
    const { faults } = await simulator.simulator.host('h1');
    const before = faults.count;
    await setFaults([{ cmdlet: 'Get-VMSwitch', kind: 'hang', times: 1 }]);
    stuck.say('{"id":1,"cmdlet":"Get-VMSwitch"}\n{"id":2,"cmdlet":"Get-VM"}');
    await waitFor('the call to hang', () => faults.count > before);
    expect(await free.ask({ cmdlet: 'Get-VMHost', parameters: {} })).toMatchObject({ ok: true });
    expect(stuck.lines.filter(({ ok }) => ok !== undefined)).toEqual([]);
    stuck.process.kill('SIGKILL');
    await stuck.exited;
    expect(await lane().ask({ cmdlet: 'Get-VMHost', parameters: {} })).toMatchObject({ ok: true });
  });

  test('a slow call is only slow', async () => {
    const client = lane();
    await setFaults([{ cmdlet: '*', kind: 'slow', delayMs: 20 }]);
    expect(await client.ask({ cmdlet: 'Get-VMHost', parameters: {} })).toMatchObject({ ok: true });
  });

  test('refuses faults that there are not, in words', async () => {
    const unknown = [{ cmdlet: 'Start-VM', kind: 'no-such-fault' }] as unknown as Faults;
    await expect(setFaults(unknown)).rejects.toThrow('faults[0].kind');
  });

  test('a machine without rights, service, hypervisor or feature answers as Windows does', async () => {
    const client = lane('h4');
    const id = await newVm(client);
    const ask = async (machine: Extract<Control, { kind: 'set-machine' }>['machine'], cmdlet = 'Get-VM') => {
      await controlSimulator(simulator.socket, { kind: 'set-machine', host: 'h4', machine });
      const parameters = cmdlet === 'Get-VM' ? {} : { VM: vmOf(id) };
      return (await client.ask({ cmdlet, parameters })).error?.identifier;
    };
    expect(await ask({ hypervisorPresent: false }, 'Start-VM')).toBe('OperationFailed');
    expect(await ask({ vmmsStatus: 'Stopped' })).toBe('ObjectNotFound');
    expect(await ask({ isElevated: false, isHypervAdministrator: false })).toBe('AccessDenied');
    expect(await ask({ featureState: 'Disabled' })).toBe('CommandNotFoundException');
    const { result } = await client.ask({ cmdlet: 'Get-BusbarPreflight', parameters: {} });
    expect(result?.map(({ Name, State }) => `${Name}: ${State}`)).toEqual([
      ...['rights: missing', 'firmware: ok', 'feature: missing', 'module: missing'],
      ...['hypervisor: missing', 'service: missing', 'tpm: ok'],
    ]);
  });
});

test('a connection that says nothing sensible is let go with a reason', async () => {
  const socket = connect(simulator.socket);
  socket.write('GET / HTTP/1.1\r\n');
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  expect(JSON.parse(chunk.toString())).toMatchObject({ ok: false });
  await once(socket, 'close');
});

test('a fault of the simulator itself ends the process that met it, and no other', async () => {
  const faults: unknown[] = [];
  const own = await startTestSimulator({ onFault: (error) => faults.push(error) });
  const [unlucky, other] = [new LineClient(own.socket, 'unlucky'), new LineClient(own.socket, 'other')];
  for (const client of [unlucky, other]) await client.heard(({ ready }) => ready !== undefined);
  await rm(join(own.folder, 'state', 'unlucky'), { recursive: true });
  unlucky.say('{"id":1,"cmdlet":"New-VM","parameters":{"Name":"lost"}}');
  expect(await unlucky.exited).toBe(1);
  expect(faults).toMatchObject([{ code: 'ENOENT' }]);
  expect(await other.ask({ cmdlet: 'Get-VMHost' })).toMatchObject({ ok: true });
  await other.close();
  await mkdir(join(own.folder, 'state', 'unlucky', 'machines'), { recursive: true });
  await own.remove();
});
