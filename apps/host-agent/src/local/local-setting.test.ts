import { expect, test } from 'vitest';
import { localProtocolOf } from './local-setting.ts';

const linux = {
  socket: undefined,
  group: undefined,
  runtimeFolder: '/run/busbar-host',
  platform: 'linux',
} as const;
const windows = { ...linux, platform: 'win32' } as const;

test.each([
  [linux, { path: '/run/busbar-host/local/vmgenie.sock', group: null }],
  [windows, { path: '\\\\.\\pipe\\vmgenie', group: null }],
  [
    { ...windows, socket: '\\\\.\\pipe\\other' },
    { path: '\\\\.\\pipe\\other', group: null },
  ],
  [{ ...linux, socket: 'none' }, null],
  [
    { ...linux, socket: '/run/x/v.sock', group: 'kvm' },
    { path: '/run/x/v.sock', group: 'kvm' },
  ],
])('%j is %j', (input, setting) => expect(localProtocolOf(input)).toEqual(setting));

test.each([
  [{ ...linux, socket: 'v.sock' }, 'absolute'],
  [{ ...linux, socket: `/${'x'.repeat(107)}` }, '107 bytes'],
  [{ ...linux, group: 'kvm' }, 'BUSBAR_LOCAL_GROUP needs a BUSBAR_LOCAL_SOCKET'],
  [{ ...windows, group: 'kvm' }, 'not for Windows'],
  [{ ...windows, socket: 'C:\\vmgenie' }, 'must be a pipe'],
  [{ ...windows, socket: '\\\\.\\pipe\\' }, 'must be a pipe'],
])('%j is refused', (input, words) => expect(() => localProtocolOf(input)).toThrow(words));
