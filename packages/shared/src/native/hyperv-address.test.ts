import { expect, test } from 'vitest';
import { encodeGuid, encodeHypervAddress, hypervAddressBytes, vsockServiceId } from './hyperv-address.ts';

test('a GUID has its first three groups as little-endian numbers', () => {
  expect(encodeGuid('00112233-4455-6677-8899-aabbccddeeff').toString('hex')).toBe(
    '33221100554477668899aabbccddeeff',
  );
  expect(encodeGuid('E0E16197-DD56-4A10-9195-5EE7A155A838')).toEqual(
    encodeGuid('e0e16197-dd56-4a10-9195-5ee7a155a838'),
  );
});

test('what is no GUID is refused', () => {
  for (const text of [
    '',
    '00112233445566778899aabbccddeeff',
    '{00112233-4455-6677-8899-aabbccddeeff}',
    '*',
  ]) {
    expect(() => encodeGuid(text)).toThrow('is no GUID');
  }
});

test('a vsock port is the first group of its service', () => {
  expect(vsockServiceId(5000)).toBe('00001388-facb-11e6-bd58-64006a7986d3');
  expect(vsockServiceId(0x7fffffff)).toBe('7fffffff-facb-11e6-bd58-64006a7986d3');
  for (const port of [-1, 1.5, 0x80000000, Number.NaN])
    expect(() => vsockServiceId(port)).toThrow('vsock port');
});

test('an address has the layout of struct SOCKADDR_HV', () => {
  const address = encodeHypervAddress('3f2a9c1e-5b1d-4f0e-9a55-0c2f5d1f9b10', vsockServiceId(5000));
  expect(address).toHaveLength(hypervAddressBytes);
  expect(address.toString('hex')).toBe(
    '22000000' + '1e9c2a3f1d5b0e4f9a550c2f5d1f9b10' + '88130000cbfae611bd5864006a7986d3',
  );
});
