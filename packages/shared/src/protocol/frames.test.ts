import { describe, expect, it } from 'vitest';
import { encodeFrame, encodeJsonFrame, FrameDecoder, frameLimitBytes, frameType } from './frames.ts';

const frames = [
  encodeJsonFrame(frameType.start, { argv: ['true'] }),
  encodeFrame(frameType.stdin, Buffer.from('héllo')),
  encodeFrame(frameType.stdinEnd, Buffer.alloc(0)),
  encodeFrame(frameType.stdout, Buffer.alloc(300, 7)),
];
const whole = Buffer.concat(frames);
const expected = [
  { type: frameType.start, payload: '{"argv":["true"]}' },
  { type: frameType.stdin, payload: 'héllo' },
  { type: frameType.stdinEnd, payload: '' },
  { type: frameType.stdout, payload: '\u0007'.repeat(300) },
];
const readable = (decoded: readonly { type: number; payload: Buffer }[]) =>
  decoded.map(({ type, payload }) => ({ type, payload: payload.toString() }));

describe('the frame decoder', () => {
  it('reads the same frames wherever the input is cut in two', () => {
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const decoder = new FrameDecoder();
      const decoded = [...decoder.push(whole.subarray(0, cut)), ...decoder.push(whole.subarray(cut))];
      decoder.finish();
      expect(readable(decoded)).toEqual(expected);
    }
  });

  it('reads them a byte at a time', () => {
    const decoder = new FrameDecoder();
    expect(readable([...whole].flatMap((byte) => decoder.push(Uint8Array.of(byte))))).toEqual(expected);
  });

  it('says that input stopped in the middle of a frame', () => {
    const decoder = new FrameDecoder();
    decoder.push(whole.subarray(0, whole.length - 1));
    expect(() => decoder.finish()).toThrow(expect.objectContaining({ code: 'truncated' }));
  });

  it('refuses an oversize frame by its header alone', () => {
    const header = Buffer.alloc(5);
    header.writeUInt32BE(frameLimitBytes + 1);
    expect(() => new FrameDecoder().push(header)).toThrow(expect.objectContaining({ code: 'bad-peer' }));
  });
});

it('does not encode what no decoder would take', () => {
  expect(() => encodeFrame(frameType.stdin, Buffer.alloc(frameLimitBytes + 1))).toThrow(
    expect.objectContaining({ code: 'too-large' }),
  );
});
