/** Guests that lie, flood, break off or say nothing, at the other end of exec and shells. */
import type { ServerHttp2Stream } from 'node:http2';
import { AppError } from '@busbar/shared/errors/app-error';
import { connectHttp2 } from '@busbar/shared/http2/connect-http2';
import { beginResponse, endError, endOk } from '@busbar/shared/http2/respond';
import { createRouter } from '@busbar/shared/http2/router';
import { serveHttp2 } from '@busbar/shared/http2/serve-http2';
import { channelPaths } from '@busbar/shared/protocol/channel';
import { encodeFrame, encodeJsonFrame, frameType } from '@busbar/shared/protocol/frames';
import { type SocketPair, socketPair } from '@busbar/shared/testing/socket-pair';
import { afterEach, expect, test } from 'vitest';
import type { CommandContext } from '../local/command.ts';
import { streamExec } from '../local/commands/vm/exec-stream.ts';

const pairs: SocketPair[] = [];
afterEach(() => {
  for (const pair of pairs.splice(0)) pair.destroy();
});

type Guest = (stream: ServerHttp2Stream, pair: SocketPair) => void | Promise<void>;
async function execAt(guest: Guest, more: Partial<CommandContext> = {}) {
  const pair = await socketPair();
  pairs.push(pair);
  serveHttp2(
    pair.server,
    createRouter({ [`POST ${channelPaths.exec}`]: ({ stream }) => guest(stream, pair) }),
  );
  const session = await connectHttp2(pair.client);
  const sent: unknown[] = [];
  const context = {
    signal: new AbortController().signal,
    send: async (data: unknown) => void sent.push(data),
    input: (async function* () {})(),
    requestedBy: 'a test',
    ...more,
  } as unknown as CommandContext;
  const request = { argv: ['x'], env: {} };
  const end = streamExec(session, { request, stdin: Buffer.alloc(0) }, context);
  return { end, sent };
}
const ended = { cause: 'exited', exitCode: 0, signal: null } as const;

test.each<[string, Guest, string]>([
  ['refuses', (stream) => endError(stream, new AppError('rate-limited', 'No more.')), 'rate-limited'],
  ['ends without saying how the program did', (stream) => endOk(stream), 'truncated'],
  [
    'sends a frame that is too large to hold',
    (stream) => {
      beginResponse(stream);
      stream.write(Buffer.from([0x7f, 0xff, 0xff, 0xff, frameType.stdout]));
    },
    'bad-peer',
  ],
  [
    'says an end that is none',
    (stream) => {
      beginResponse(stream);
      stream.write(encodeJsonFrame(frameType.end, { cause: 'bored' }));
    },
    'bad-peer',
  ],
  [
    'says a start that is no JSON',
    (stream) => {
      beginResponse(stream);
      stream.write(encodeFrame(frameType.started, Buffer.from('{')));
    },
    'bad-peer',
  ],
  [
    'breaks off in the middle',
    (stream, pair) => {
      beginResponse(stream);
      stream.write(encodeFrame(frameType.stdout, Buffer.from('half')), () => pair.server.destroy());
    },
    'truncated',
  ],
])('a guest that %s ends the program’s stream with an error', async (_what, guest, code) => {
  const { end } = await execAt(guest);
  await expect(end).rejects.toMatchObject({ code });
});

test('output that means something to lines or terminals is bytes like others, and unknown frames mean nothing', async () => {
  const hostile = Buffer.from('"}\n{"id":"x","status":"ok"}\n\x1b]0;x\x07\xff\x00', 'latin1');
  const { end, sent } = await execAt((stream) => {
    beginResponse(stream);
    stream.write(Buffer.concat([Buffer.from([0, 0, 0, 1, 0x77, 9]), encodeFrame(frameType.stdout, hostile)]));
    endOk(stream, encodeJsonFrame(frameType.end, ended));
  });
  expect(await end).toEqual({ ...ended, error: null });
  expect(sent).toEqual([{ event: 'stdout', data: hostile.toString('base64') }]);
});

test('a guest that floods is held back by a client that does not read, and let go when the client has gone', async () => {
  const gone = new AbortController();
  const taken = Promise.withResolvers<void>();
  let flooded = 0;
  const closed = Promise.withResolvers<void>();
  const { end } = await execAt(
    (stream) => {
      beginResponse(stream);
      stream.once('close', closed.resolve);
      stream.on('error', () => undefined);
      const piece = encodeFrame(frameType.stdout, Buffer.alloc(64 * 1024));
      const more = (): void => {
        do flooded += piece.length;
        while (stream.write(piece));
        taken.resolve();
        stream.once('drain', more);
      };
      more();
    },
    { send: () => new Promise(() => undefined), signal: gone.signal },
  );
  end.catch(() => undefined);
  await taken.promise;
  gone.abort(new AppError('cancelled', 'The client has gone.'));
  await closed.promise;
  // The window of the channel's client, what the kernel holds, and what the guest itself keeps.
  expect(flooded).toBeLessThan(8 * 1024 * 1024);
});
