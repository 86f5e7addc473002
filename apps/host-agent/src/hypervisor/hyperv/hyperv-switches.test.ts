import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SwitchFacts } from '../switches.ts';
import { type HypervFixture, makeHypervFixture } from '../testing/hyperv-fixture.ts';
import { vmSpecification } from '../testing/vm-specification.ts';
import { call, vmOf } from './call.ts';
import type { HypervDriver } from './hyperv-driver.ts';

const signal = new AbortController().signal;
let fixture: HypervFixture;
let driver: HypervDriver;
beforeAll(async () => {
  fixture = await makeHypervFixture('none');
  driver = fixture.makeDriver();
  await driver.adopt(signal);
});
afterAll(async () => {
  await driver.close();
  await fixture.remove();
});

const facts = (name: string, overrides: Partial<SwitchFacts> = {}): SwitchFacts => ({
  name,
  type: 'private',
  adapter: null,
  sharesAdapter: true,
  notes: '',
  ...overrides,
});
const named = async (name: string) => (await driver.switches.list(signal)).find((one) => one.name === name);

test('tells the switch of Windows, on which VMs are put, and the adapters of the host', async () => {
  expect(await driver.switches.list(signal)).toMatchObject([
    { name: 'Default Switch', type: 'Internal', isForVms: true, isBuiltIn: true, vms: [] },
  ]);
  expect(await driver.switches.adapters(signal)).toMatchObject([
    { name: 'Ethernet', status: 'Up', speed: '1 Gbps', takenBy: null },
  ]);
});

test('makes switches of each type, once however often it is asked, and removes them', async () => {
  const wanted = [
    facts('p'),
    facts('i', { type: 'internal', notes: 'for “us”' }),
    facts('e', { type: 'external', adapter: 'Ethernet', sharesAdapter: false }),
  ];
  for (const each of wanted) {
    const { id } = await driver.switches.create(each, signal);
    expect((await driver.switches.create(each, signal)).id).toBe(id);
  }
  expect(await named('p')).toMatchObject({ type: 'Private', adapter: null, notes: '' });
  expect(await named('i')).toMatchObject({ type: 'Internal', notes: 'for “us”' });
  const external = await named('e');
  expect(external).toMatchObject({ type: 'External', sharesAdapter: false });
  expect(await driver.switches.adapters(signal)).toMatchObject([
    { description: external?.adapter, takenBy: 'e' },
  ]);
  for (const { name } of wanted) {
    const { id = '' } = (await named(name)) ?? {};
    await driver.switches.remove(id.toUpperCase(), signal);
    await driver.switches.remove(id, signal);
  }
  expect(await driver.switches.list(signal)).toHaveLength(1);
});

describe('refuses, and leaves all as it was:', () => {
  let before: unknown;
  beforeAll(async () => {
    await driver.switches.create(facts('Lab', { type: 'external', adapter: 'Ethernet' }), signal);
    before = await driver.switches.list(signal);
  });
  const refused = async (asked: Partial<SwitchFacts>, code: string, said = '') => {
    const made = driver.switches.create(facts('other', asked), signal);
    await expect(made).rejects.toMatchObject({ code, message: expect.stringContaining(said) });
    expect(await driver.switches.list(signal)).toEqual(before);
  };

  test('a name that another one has, however it is written', () =>
    refused({ name: 'LAB' }, 'already-exists', '“Lab”'));
  test('an adapter that has a switch', () =>
    refused({ type: 'external', adapter: 'Ethernet' }, 'conflict', '“Lab”'));
  test('an adapter that is not there', () =>
    refused({ type: 'external', adapter: 'Ether*' }, 'not-found', '“Ethernet”'));
  test('an external one without an adapter', () => refused({ type: 'external' }, 'invalid-input'));
  test('an adapter for one that is private', () => refused({ adapter: 'Ethernet' }, 'invalid-input'));
  test.each(['', 'two\nlines', 'x'.repeat(101)])('the name %j', (name) => refused({ name }, 'invalid-input'));

  test('to remove what belongs to Windows', async () => {
    const { id = '' } = (await named('Default Switch')) ?? {};
    await expect(driver.switches.remove(id, signal)).rejects.toMatchObject({ code: 'precondition-failed' });
    expect(await driver.switches.list(signal)).toEqual(before);
  });
});

test.each([
  `it's "a" \`switch\``,
  '$(Remove-VM *) ; exit',
  '$env:PATH & calc | *?[a]',
  'Schälter “ä” 交換機 🧲',
  "-Force 'x",
])('takes %j for a name and notes, and nothing else', async (name) => {
  const { id } = await driver.switches.create(facts(name, { notes: name }), signal);
  expect(await named(name)).toMatchObject({ id, name, notes: name });
  await driver.switches.remove(id, signal);
  expect(await named(name)).toBeUndefined();
});

test('a switch with VMs on it stays, running or off, and names them, also one that somebody has put there', async () => {
  const vm = vmSpecification(1, fixture.image);
  await driver.createDisk(vm, () => undefined, signal);
  await driver.createVm(vm, signal);
  const { id } = await driver.switches.create(facts('used'), signal);
  const [hyperv] = (await fixture.host.query(call('Get-VM', {}, 'VirtualMachine'), signal)) as {
    Id: string;
  }[];
  const VM = vmOf(hyperv?.Id ?? '');
  await fixture.host.work(call('Add-VMNetworkAdapter', { VM, SwitchName: 'used' }), { signal });
  const inUse = { code: 'conflict', userMessage: expect.stringContaining('“used”: vm-1. Move them') };
  await expect(driver.switches.remove(id, signal)).rejects.toMatchObject(inUse);
  expect(await named('used')).toMatchObject({ vms: [{ vmId: vm.vmId, name: 'vm-1' }] });
  await driver.start(vm.vmId, signal);
  await expect(driver.switches.remove(id, signal)).rejects.toMatchObject(inUse);
  await driver.delete(vm.vmId, signal);
  await driver.switches.remove(id, signal);
});
