import { expect, test } from 'vitest';
import { encodeResyncLine, GuestResync, HostResync, resyncLimitBytes } from './resync.ts';

const nonceA = 'a'.repeat(32);
const nonceB = 'b'.repeat(32);
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

/** Pushes the bytes split at `at` and tells every echo and what is left for HTTP/2. */
function guest(bytes: Buffer, at: number): { echoed: string; rest: Buffer | null } {
  const resync = new GuestResync();
  let echoed = '';
  let rest: Buffer | null = null;
  for (const part of [bytes.subarray(0, at), bytes.subarray(at)]) {
    if (rest !== null) {
      rest = Buffer.concat([rest, part]);
      continue;
    }
    const step = resync.push(part);
    echoed += step.echo?.toString() ?? '';
    rest = step.rest;
  }
  return { echoed, rest };
}

test('the guest finds the line in leftover bytes, split anywhere', () => {
  const leftover = Buffer.concat([settings, Buffer.from('BUSBAR zz\nBUSBAR '), Buffer.from([0xff, 0x00])]);
  const bytes = Buffer.concat([leftover, encodeResyncLine(nonceA), preface, settings]);
  for (let at = 0; at <= bytes.length; at += 1) {
    expect(guest(bytes, at)).toEqual({
      echoed: `BUSBAR ${nonceA}\n`,
      rest: Buffer.concat([preface, settings]),
    });
  }
});

test('a line of an earlier connection is echoed and passed by', () => {
  const bytes = Buffer.concat([encodeResyncLine(nonceA), encodeResyncLine(nonceB), preface]);
  for (let at = 0; at <= bytes.length; at += 1) {
    expect(guest(bytes, at)).toEqual({ echoed: `BUSBAR ${nonceA}\nBUSBAR ${nonceB}\n`, rest: preface });
  }
});

test('the host discards everything before its own line, old HTTP/2 included, split anywhere', () => {
  const bytes = Buffer.concat([
    preface,
    settings,
    encodeResyncLine(nonceB),
    encodeResyncLine(nonceA),
    settings,
  ]);
  for (let at = 0; at <= bytes.length; at += 1) {
    const resync = new HostResync(nonceA);
    const early = resync.push(bytes.subarray(0, at));
    const rest =
      early === null ? resync.push(bytes.subarray(at)) : Buffer.concat([early, bytes.subarray(at)]);
    expect(rest).toEqual(settings);
  }
});

test('a peer that never begins is given up, and little of it is kept', () => {
  const mebibyte = Buffer.alloc(1024 * 1024);
  for (const resync of [new GuestResync(), new HostResync(nonceA)]) {
    const flood = (): void => {
      for (let sent = 0; sent <= resyncLimitBytes + mebibyte.length; sent += mebibyte.length)
        resync.push(mebibyte);
    };
    expect(flood).toThrow(/without beginning/);
  }
});

test('a nonce that is not one is refused', () => {
  expect(() => encodeResyncLine('x\n')).toThrow(/32 hex/);
});
