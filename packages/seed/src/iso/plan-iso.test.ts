import { describe, expect, it } from 'vitest';
import { isoBytes } from '../testing/read-iso-plan.ts';
import type { IsoEntry } from './iso-entry.ts';
import { planIso } from './plan-iso.ts';

const options = { label: 'cidata', volumeTimestamp: new Date('2025-01-02T03:04:05Z') };
const file = (path: string, text = 'x'): IsoEntry => ({ path, content: new TextEncoder().encode(text) });
const seed = [file('user-data', '#cloud-config\n'), file('meta-data', 'instance-id: x\n')];
const ascii = (bytes: Uint8Array, from: number, length: number) =>
  Buffer.from(bytes.subarray(from, from + length)).toString('latin1');

describe('descriptors', () => {
  it('stand where ECMA-119 wants them, with label, size and times', async () => {
    const image = await isoBytes(planIso(seed, options));
    const view = new DataView(image.buffer);
    expect(image.subarray(0, 16 * 2048).every((byte) => byte === 0)).toBe(true);
    expect([16, 17, 18].map((sector) => [image[sector * 2048], ascii(image, sector * 2048 + 1, 5)])).toEqual([
      [1, 'CD001'],
      [2, 'CD001'],
      [255, 'CD001'],
    ]);
    const primary = 16 * 2048;
    expect(ascii(image, primary + 40, 32)).toBe('cidata'.padEnd(32));
    expect(view.getUint32(primary + 80, true)).toBe(image.length / 2048);
    expect(view.getUint32(primary + 84, false)).toBe(image.length / 2048);
    expect(ascii(image, primary + 813, 16)).toBe('2025010203040500');
    expect(ascii(image, primary + 847, 16)).toBe('0'.repeat(16));
    const joliet = 17 * 2048;
    expect(ascii(image, joliet + 88, 3)).toBe('%/E');
    expect(ascii(image, joliet + 40, 14)).toBe('\0c\0i\0d\0a\0t\0a\0 ');
  });

  it('name the root folder, whose first record carries the SUSP mark and leads to the extension field', async () => {
    const image = await isoBytes(planIso(seed, options));
    const view = new DataView(image.buffer);
    const root = view.getUint32(16 * 2048 + 156 + 2, true) * 2048;
    expect([image[root + 32], image[root + 33]]).toEqual([1, 0]);
    expect([...image.subarray(root + 34, root + 41)]).toEqual([0x53, 0x50, 7, 1, 0xbe, 0xef, 0]);
    const continuation = root + 34 + 7 + 36 + 26;
    expect(ascii(image, continuation, 2)).toBe('CE');
    const target = view.getUint32(continuation + 4, true) * 2048 + view.getUint32(continuation + 12, true);
    expect(ascii(image, target, 2)).toBe('ER');
    expect(ascii(image, target + 8, 10)).toBe('RRIP_1991A');
  });

  it('agree on the path tables, which hold the same in both byte orders', async () => {
    const image = await isoBytes(planIso([file('b/c/x'), file('a/y')], options));
    const view = new DataView(image.buffer);
    for (const sector of [16, 17]) {
      const little = view.getUint32(sector * 2048 + 140, true) * 2048;
      const big = view.getUint32(sector * 2048 + 148, false) * 2048;
      const end = little + view.getUint32(sector * 2048 + 132, true);
      const parents: number[] = [];
      for (let at = 0; little + at < end; at += 8 + image[little + at]! + (image[little + at]! % 2)) {
        expect(view.getUint32(big + at + 2, false)).toBe(view.getUint32(little + at + 2, true));
        expect(view.getUint16(big + at + 6, false)).toBe(view.getUint16(little + at + 6, true));
        parents.push(view.getUint16(little + at + 6, true));
      }
      expect(parents).toEqual([1, 1, 1, 3]);
    }
  });
});

it('makes equal bytes from equal input, whatever the order of the entries', async () => {
  const once = await isoBytes(planIso(seed, options));
  const again = await isoBytes(planIso(seed.toReversed(), options));
  expect(Buffer.compare(once, again)).toBe(0);
});

it('gives names that only differ late their own 8.3 names', async () => {
  const entries = Array.from({ length: 300 }, (_, index) => file(`a-long-common-name-${index}.text`));
  const image = await isoBytes(planIso(entries, options));
  const names =
    Buffer.from(image)
      .toString('latin1')
      .match(/[A-Z0-9_]{1,8}\.[A-Z0-9_]{0,3};1/g) ?? [];
  expect(new Set(names).size).toBe(300);
});

describe('refuses what a disc cannot hold, naming the path', () => {
  it.each([
    ['a name over 64 characters', 'n'.repeat(65), /at most 64 characters/],
    ['folders deeper than eight levels', 'a/b/c/d/e/f/g/h/i', /nest at most 7 deep/],
    ['a character Joliet lacks', 'a:b', /Joliet/],
    ['an empty part', 'a//b', /is not a name/],
    ['a way out', '../b', /is not a name/],
    ['a lone surrogate', '\ud800', /not valid Unicode/],
  ])('%s', (_, path, reason) => {
    expect(() => planIso([file(path)], options)).toThrow(reason);
  });

  it('a file of 4 GiB', () => {
    const entry = { path: 'big', content: { sizeBytes: 2 ** 32, source: '/big' } };
    expect(() => planIso([entry], options)).toThrow(/"big" has 4294967296 bytes.*under 4 GiB/);
  });

  it('a path twice, and a file that is also a folder', () => {
    expect(() => planIso([file('a'), file('a')], options)).toThrow(/given twice/);
    expect(() => planIso([file('a'), file('a/b')], options)).toThrow(/both a file and a folder/);
  });

  it('a label that is none', () => {
    expect(() => planIso([], { ...options, label: 'seventeen letters' })).toThrow(/no volume label/);
  });
});
