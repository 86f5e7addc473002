import type { HostView, VmView } from '@busbar/shared/realtime/views';
import { expect, test } from 'vitest';
import { hostChoices, placeChoices } from './move-choices.ts';

const moves = { isEnabled: true, authentication: 'Kerberos', folder: 'C:\\VMs' };
const host = (id: string, memoryFreeBytes = 2 ** 31) =>
  ({
    ...{ id, name: id, state: 'online', isDraining: false },
    drivers: [{ name: 'hyperv', abilities: ['host-moving'], machine: { moves } }],
    capacity: { memoryFreeBytes, diskFreeBytes: 2 ** 33 },
  }) as unknown as HostView;
const vm = { hostId: 'here', driver: 'hyperv', state: 'running', memoryMb: 1024 } as VmView;

test('every other host is told, with its room or with why it cannot be chosen', () => {
  const choices = hostChoices(vm, [host('here'), host('small', 2 ** 29), host('there')], 1);
  expect(choices).toMatchObject([
    { kind: 'host', id: 'there', isOpen: true, help: '2 GiB of memory, 8 GiB of disk free' },
    { kind: 'host', id: 'small', isOpen: false, help: expect.stringContaining('512 MiB of memory free') },
  ]);
  expect(hostChoices(vm, [], 1)).toEqual([]);
});

test('its own place is not open, nor one that is not there; a place says what it has', () => {
  const choices = placeChoices({
    ...{ place: 'host', bytes: 2 ** 30 },
    places: [
      { name: 'host', path: '/vms', freeBytes: 2 ** 31, problem: null },
      { name: 'fast', path: '/fast', freeBytes: 2 ** 31, problem: null },
      { name: 'gone', path: '/gone', freeBytes: null, problem: 'Mount it.' },
    ],
  });
  expect(choices.map(({ label, isOpen }) => [label, isOpen])).toEqual([
    ['On the host itself', false],
    ['fast', true],
    ['gone', false],
  ]);
  expect(choices.map(({ help }) => help)).toEqual([
    '/vms · 2 GiB free · its files are here',
    '/fast · 2 GiB free',
    'Mount it.',
  ]);
});
