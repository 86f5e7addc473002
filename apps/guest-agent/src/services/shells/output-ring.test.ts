import { expect, test } from 'vitest';
import { OutputRing } from './output-ring.ts';

const byteAt = (offset: number): number => (offset * 31 + (offset >> 8)) & 0xff;
const bytesOf = (from: number, size: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, index) => byteAt(from + index)));

function readAll(ring: OutputRing, from: number): Buffer {
  const parts: Buffer[] = [];
  for (let offset = from; offset < ring.writtenTo; ) {
    const part = ring.read(offset, 7);
    expect(part.length).toBeGreaterThan(0);
    expect(part.length).toBeLessThanOrEqual(7);
    parts.push(part);
    offset += part.length;
  }
  return Buffer.concat(parts);
}

test('keeps exactly the last capacity bytes, whatever the sizes of writes and segments', () => {
  for (const capacity of [1, 5, 16, 33]) {
    for (const segment of [1, 4, 16, 64]) {
      for (const step of [1, 3, 16, 50]) {
        const ring = new OutputRing(capacity, segment);
        for (let at = 0; at < 150; at += step) {
          ring.write(bytesOf(at, step));
          expect(ring.writtenTo).toBe(at + step);
          expect(ring.keptFrom).toBe(Math.max(0, at + step - capacity));
          expect(readAll(ring, ring.keptFrom)).toEqual(
            bytesOf(ring.keptFrom, ring.writtenTo - ring.keptFrom),
          );
        }
      }
    }
  }
});

test('every kept offset can be read, and none outside', () => {
  const ring = new OutputRing(40, 16);
  ring.write(bytesOf(0, 100));
  for (let offset = 60; offset <= 100; offset += 1) {
    expect(readAll(ring, offset)).toEqual(bytesOf(offset, 100 - offset));
  }
  expect(ring.read(100, 10)).toHaveLength(0);
  expect(() => ring.read(59, 1)).toThrow(/outside/);
  expect(() => ring.read(101, 1)).toThrow(/outside/);
});

test('what was read stays as it was although the ring moves on', () => {
  const ring = new OutputRing(32, 16);
  ring.write(bytesOf(0, 20));
  const view = ring.read(2, 10);
  ring.write(bytesOf(20, 200));
  expect(view).toEqual(bytesOf(2, 10));
});

test('an empty ring reads nothing', () => {
  const ring = new OutputRing(8);
  expect(ring.read(0, 8)).toHaveLength(0);
  ring.write(Buffer.alloc(0));
  expect([ring.keptFrom, ring.writtenTo]).toEqual([0, 0]);
});
