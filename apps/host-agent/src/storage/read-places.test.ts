import { expect, test } from 'vitest';
import { readPlaces } from './read-places.ts';

const read = (text: string | undefined, platform: NodeJS.Platform) =>
  readPlaces({ variable: 'BUSBAR_VM_FOLDERS', text, platform });

test('names are given to whole paths, by the rules of the platform', () => {
  const places = read(' nas=/mnt/nas/bus=bar; usb=/mnt/u s b;', 'linux');
  expect([...places]).toEqual([
    ['nas', '/mnt/nas/bus=bar'],
    ['usb', '/mnt/u s b'],
  ]);
  expect([...read('nas=\\\\nas\\vms;e=E:\\backups', 'win32').values()]).toEqual([
    '\\\\nas\\vms',
    'E:\\backups',
  ]);
  expect(read(undefined, 'linux').size).toBe(0);
});

test.each(['nas', 'nas=relative', 'NAS=/mnt', 'host=/mnt', 'a=/x;a=/y', '../x=/mnt', '=/mnt'])(
  'refuses %j, and says where',
  (text) => {
    expect(() => read(text, 'linux')).toThrow('BUSBAR_VM_FOLDERS');
  },
);
