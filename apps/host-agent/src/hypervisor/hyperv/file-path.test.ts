import { expect, test } from 'vitest';
import { isInside, isSamePath } from './file-path.ts';

test.each([
  ['C:\\VMs\\web1\\disk.vhdx', 'c:\\vms\\WEB1\\Disk.vhdx'],
  ['C:\\VMs\\web1\\', 'C:/VMs/web1'],
  ['C:\\VMs\\.\\a\\..\\web1', 'C:\\VMs\\web1'],
  ['\\\\?\\C:\\VMs\\web1', 'C:\\VMs\\web1'],
  ['\\\\server\\share\\x.iso', '\\\\SERVER\\share\\x.iso'],
  ['/var/vms/a/', '/var/vms/./a'],
])('%s and %s are one file', (one, other) => {
  expect(isSamePath(one, other)).toBe(true);
});

test.each([
  ['/var/vms/A', '/var/vms/a'],
  ['C:\\a', 'D:\\a'],
  ['C:\\a', '/a'],
  ['', '/a'],
])('%j and %j are not', (one, other) => {
  expect(isSamePath(one, other)).toBe(false);
});

test.each([
  ['C:\\VMs\\1\\web1\\', 'c:\\vms\\1', true],
  ['C:\\VMs\\1', 'C:\\VMs\\1', true],
  ['C:\\VMs\\10\\web1', 'C:\\VMs\\1', false],
  ['C:\\VMs\\1\\..\\2', 'C:\\VMs\\1', false],
  ['/v/1/web', '/v/1', true],
  ['/v/10/web', '/v/1', false],
  ['', '/v/1', false],
  ['/v/1', '', false],
  ['C:\\v\\1', '/v', false],
])('%j in %j: %s', (path, folder, expected) => {
  expect(isInside(path, folder)).toBe(expected);
});
