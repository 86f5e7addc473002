import { expect, test } from 'vitest';
import { readBackupFolders } from './read-backup-folders.ts';

test('names are given to whole paths, by the rules of the platform', () => {
  const places = readBackupFolders(' nas=/mnt/nas/bus=bar; usb=/mnt/u s b;', 'linux');
  expect([...places]).toEqual([
    ['nas', '/mnt/nas/bus=bar'],
    ['usb', '/mnt/u s b'],
  ]);
  expect([...readBackupFolders('nas=\\\\nas\\vms;e=E:\\backups', 'win32').values()]).toEqual([
    '\\\\nas\\vms',
    'E:\\backups',
  ]);
  expect(readBackupFolders(undefined, 'linux').size).toBe(0);
});

test.each(['nas', 'nas=relative', 'NAS=/mnt', 'host=/mnt', 'a=/x;a=/y', '../x=/mnt', '=/mnt'])(
  'refuses %j, and says where',
  (text) => {
    expect(() => readBackupFolders(text, 'linux')).toThrow('BUSBAR_BACKUP_FOLDERS');
  },
);
