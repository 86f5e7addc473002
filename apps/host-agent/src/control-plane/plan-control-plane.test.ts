import type { DriverFacts, HostImage } from '@busbar/shared/protocol/host-facts';
import { expect, test } from 'vitest';
import { ipv4Of } from './address-of-guest.ts';
import { importDocument } from './image-of-control-plane.ts';
import { ControlPlaneWishes, type HostAsSeen, planControlPlane } from './plan-control-plane.ts';
import { controlPlaneVm } from './vm-documents.ts';

const image = (name: string, more: Partial<HostImage> = {}): HostImage => ({
  name,
  driver: 'hyperv',
  title: name,
  os: 'Debian GNU/Linux',
  sizeBytes: 1,
  sha256: null,
  hasCloudInit: true,
  notes: '',
  ...more,
});
const driver = (name: DriverFacts['name'], abilities: string[], more: Partial<DriverFacts> = {}) => ({
  ...{ name, isReady: true, version: '1', remedy: null, abilities, notes: [] },
  ...more,
});
const hyperv = driver('hyperv', ['media', 'images', 'adapters']);
const qemu = driver('qemu', ['media', 'images']);
const host = (images: HostImage[], drivers: DriverFacts[] = [hyperv]): HostAsSeen => ({ drivers, images });
const wishes = (more: object = {}) => ControlPlaneWishes.parse(more);

test('takes the newest Debian that has cloud-init, and DHCP', () => {
  const images = [
    image('debian-12-20260801'),
    image('debian-13-20260801'),
    image('debian-13-20260901', { hasCloudInit: false }),
    image('ubuntu-24.04', { os: 'Ubuntu' }),
  ];
  const plan = planControlPlane(wishes(), host(images));
  expect(plan).toMatchObject({ image: { name: 'debian-13-20260801' }, network: 'user', adapter: null });
});

test('has no network where nobody could reach it there, or where none is wanted', () => {
  const onQemu = host([image('debian-12', { driver: 'qemu' })], [qemu]);
  expect(planControlPlane(wishes(), onQemu).network).toBe('none');
  expect(planControlPlane(wishes({ network: 'none' }), host([image('debian-12')])).network).toBe('none');
});

test.each<[string, object, HostAsSeen, string]>([
  ['no image', {}, host([]), 'no image of Debian 12 or 13'],
  ['an image that is not here', { image: 'debian-12' }, host([image('debian-13')]), 'debian-13'],
  [
    'another system',
    { image: 'win' },
    host([image('win', { os: 'Windows Server' })]),
    'not known to be Debian',
  ],
  ['an older Debian', { image: 'debian-11' }, host([image('debian-11')]), 'not known to be Debian'],
  [
    'a damaged image',
    { image: 'debian-12' },
    host([image('debian-12', { check: { state: 'damaged', at: 1 } })]),
    'damaged',
  ],
  [
    'an image without cloud-init',
    { image: 'debian-12' },
    host([image('debian-12', { hasCloudInit: false })]),
    'no cloud-init',
  ],
  [
    'sandboxes only',
    {},
    host([image('debian-12', { driver: 'sandbox' })], [driver('sandbox', [])]),
    'discs of one',
  ],
  [
    'a hypervisor that does not work',
    {},
    host([], [driver('hyperv', [], { isReady: false, remedy: 'Enable Hyper-V.' })]),
    'Enable Hyper-V.',
  ],
  [
    'an address where the driver gives none',
    { address: '192.0.2.10/24' },
    host([image('debian-12', { driver: 'qemu' })], [qemu]),
    'no switch and no address',
  ],
  ['an address without its prefix', { address: '192.0.2.10' }, host([image('debian-12')]), '192.0.2.10/24'],
  [
    'a gateway elsewhere',
    { address: '192.0.2.10/24', gateway: '198.51.100.1' },
    host([image('debian-12')]),
    'The gateway lies in none',
  ],
  ['a gateway of no address', { gateway: '192.0.2.1' }, host([image('debian-12')]), 'belong to an --address'],
  [
    'a switch without a network',
    { network: 'none', switchName: 'LAN' },
    host([image('debian-12')]),
    'neither',
  ],
])('refuses %s with what to do', (_what, wished, seen, words) => {
  expect(() => planControlPlane(wishes(wished), seen)).toThrow(words);
});

test('gives the VM its switch, and its address by the seed', () => {
  const wished = wishes({
    switchName: 'LAN',
    address: '192.0.2.10/24',
    gateway: '192.0.2.1',
    dnsServers: ['192.0.2.2'],
  });
  const vmId = '018f0000-0000-7000-8000-00000000c001';
  const vm = controlPlaneVm(vmId, wished, planControlPlane(wished, host([image('debian-12')])));
  const [adapter] = vm.adapters ?? [];
  expect(adapter).toEqual({ switchName: 'LAN', vlanId: null, macAddress: expect.any(String) });
  expect(vm.template.networkConfig).toContain(`macaddress: "${adapter?.macAddress}"`);
  expect(vm.template.networkConfig).toContain('- "192.0.2.10/24"');
  const byDhcp = controlPlaneVm(vmId, wishes(), planControlPlane(wishes(), host([image('debian-12')])));
  expect(byDhcp).not.toHaveProperty('adapters');
  expect(byDhcp.template).not.toHaveProperty('networkConfig');
});

test('imports what says by its name that it is Debian, and nothing else', () => {
  const wanted = { image: undefined, checksum: null, nowMs: Date.UTC(2026, 10, 22) };
  const from = (text: string) => importDocument(wanted, text, [hyperv]);
  expect(from('https://cloud.example/debian-13-generic-amd64.qcow2')).toMatchObject({
    slug: 'debian-13',
    version: '20261122',
    source: { kind: 'url' },
    driver: 'hyperv',
  });
  expect(from('C:\\images\\debian-12-generic-amd64.qcow2').source).toEqual({
    kind: 'file',
    name: 'debian-12-generic-amd64.qcow2',
  });
  expect(() => from('https://cloud.example/noble-server.img')).toThrow('does not say');
  expect(() => from('/images/debian-11.qcow2')).toThrow('does not say');
});

test('the address of a guest is one that others reach', () => {
  const at = (name: string, addresses: string[], isUp = true) => ({
    ...{ name, mac: '', isUp, addresses, rxBytes: 0, txBytes: 0 },
  });
  expect(ipv4Of([at('lo', ['127.0.0.1/8']), at('eth0', ['fe80::1/64', '192.0.2.7/24'])])).toBe('192.0.2.7');
  expect(ipv4Of([at('eth0', ['169.254.3.4/16']), at('eth1', ['192.0.2.7/24'], false)])).toBeNull();
});
