import { expect, test } from 'vitest';
import {
  consoleSize,
  interfaceRowBytes,
  killOnClose,
  readInterfaceRow,
  readProcessInformation,
  readRouteRow,
  routeRowBytes,
  startupInfo,
} from './windows-structs.ts';

test('STARTUPINFOEXW: size, flags and the attribute list, nothing else', () => {
  const expected = `${'70000000'}${'00'.repeat(56)}00010000${'00'.repeat(40)}efcdab8967452301`;
  expect(startupInfo(0x0123456789abcdefn).toString('hex')).toBe(expected);
});

test('PROCESS_INFORMATION', () => {
  const bytes = Buffer.from('f400000000000000f80000000000000020010000240100 00'.replaceAll(' ', ''), 'hex');
  expect(readProcessInformation(bytes)).toEqual({ process: 0xf4, thread: 0xf8, pid: 0x120 });
});

test('a COORD by value', () => {
  expect(consoleSize({ columns: 80, rows: 25 })).toBe(0x0019_0050);
});

test('the limits of a job: only that it is killed when it is closed', () => {
  expect(killOnClose().toString('hex')).toBe(`${'00'.repeat(16)}00200000${'00'.repeat(124)}`);
});

test('MIB_IF_ROW2', () => {
  const row = Buffer.alloc(interfaceRowBytes, 0);
  row.writeUInt32LE(7, 8);
  row.write('Ethernet 2\0rubbish', 28, 'utf16le');
  row.writeUInt32LE(6, 1056);
  row.set([0x00, 0x15, 0x5d, 0x00, 0x6a, 0x01], 1060);
  row.writeUInt8(0b101, 1152);
  row.writeUInt32LE(1, 1156);
  row.writeBigUInt64LE(5_000_000_000n, 1208);
  row.writeBigUInt64LE(42n, 1280);
  expect(readInterfaceRow(row)).toEqual({
    index: 7,
    alias: 'Ethernet 2',
    mac: '00:15:5d:00:6a:01',
    isUp: true,
    isReal: true,
    rxBytes: 5_000_000_000,
    txBytes: 42,
  });
  row.writeUInt8(0b11, 1152);
  row.writeUInt32LE(0xffff_ffff, 1056);
  expect(readInterfaceRow(row)).toMatchObject({ isReal: false });
});

test('MIB_IPFORWARD_ROW2', () => {
  const row = Buffer.alloc(routeRowBytes, 0);
  row.writeUInt32LE(7, 8);
  expect(readRouteRow(row)).toEqual({ index: 7, isDefault: true });
  row.writeUInt8(24, 40);
  expect(readRouteRow(row)).toEqual({ index: 7, isDefault: false });
});
