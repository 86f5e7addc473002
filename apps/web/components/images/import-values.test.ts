import { imageImport } from '@busbar/shared/jobs/image-import';
import type { HostView } from '@busbar/shared/realtime/views';
import { expect, it } from 'vitest';
import { importPlaces, readChecksum, readImport } from './import-values.ts';

const driver = (name: string, abilities: readonly string[]) => ({ name, abilities });
const host = (id: string, state: string, drivers: readonly object[]): HostView =>
  ({ id, name: id, state, drivers }) as unknown as HostView;
const hostId = '00000000-0000-7000-8000-000000000001';

it('offers each driver that takes images, of every host that is still there', () => {
  const places = importPlaces([
    host(hostId, 'online', [driver('sandbox', []), driver('qemu', ['images'])]),
    host('b', 'offline', [driver('hyperv', ['images', 'secure-boot'])]),
    host('c', 'removed', [driver('qemu', ['images'])]),
  ]);
  expect(places.map(({ key, hasSecureBoot }) => [key, hasSecureBoot])).toEqual([
    [`${hostId}/qemu`, false],
    ['b/hyperv', true],
  ]);
});

it('knows a checksum by its length, and a list of them by its URL', () => {
  expect(readChecksum('  ')).toBeNull();
  expect(readChecksum(` ${'a1'.repeat(32)} `)).toEqual({ kind: 'sha256', value: 'a1'.repeat(32) });
  expect(readChecksum('a1'.repeat(64))?.kind).toBe('sha512');
  expect(readChecksum('https://m.example/SHA256SUMS')).toEqual({
    ...{ kind: 'sums', url: 'https://m.example/SHA256SUMS' },
  });
});

it('reads a form into what the API takes; what is left out is left to it', () => {
  const [place] = importPlaces([host(hostId, 'online', [driver('qemu', ['images'])])]);
  const data = new FormData();
  const values = { url: 'https://m.example/d.img', slug: 'debian-13', title: 'Debian 13', os: 'Debian' };
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  const input = readImport(data, place!, 'url');
  expect(imageImport.input.parse(input)).toMatchObject({
    ...{
      hostId,
      driver: 'qemu',
      checksum: null,
      defaultUser: null,
      hasCloudInit: false,
      secureBoot: 'linux',
    },
    source: { kind: 'url', url: 'https://m.example/d.img' },
  });
  expect(input).not.toHaveProperty('version');
  data.set('file', 'disk.vmdk');
  expect(readImport(data, place!, 'file').source).toEqual({ kind: 'file', name: 'disk.vmdk' });
});
