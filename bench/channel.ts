/** The HTTP/2 channel against the raw UNIX socket that it runs on: two processes, bulk and small messages. */
import { join } from 'node:path';
import { openStream } from '@busbar/shared/http2/open-stream';
import { type BenchRow, compared } from './support/bench-row.ts';
import { downloadRate, uploadRate } from './support/bulk-http2.ts';
import { dialRawPeer, rawDownloadRate, rawUploadRate } from './support/bulk-raw.ts';
import { dialHttp2 } from './support/dial.ts';
import { inFolder } from './support/in-folder.ts';
import { measureInTurn } from './support/measure-in-turn.ts';
import { startPeer } from './support/peer-process.ts';
import { pingTimes } from './support/ping.ts';
import { median } from './support/statistics.ts';

const bulkBytes = 256 * 1024 * 1024;
const pingCount = 2_000;
const rounds = 9;

export const runChannelBench = (): Promise<BenchRow[]> =>
  inFolder(async (folder) => {
    const paths = { raw: join(folder, 'raw'), http2: join(folder, 'http2') };
    const peers = [await startPeer('raw-peer', [paths.raw]), await startPeer('http2-peer', [paths.http2])];
    try {
      return [...(await bulk(paths)), await echo(paths)];
    } finally {
      for (const peer of peers) await peer.stop();
    }
  });

type Paths = { readonly raw: string; readonly http2: string };

async function bulk(paths: Paths): Promise<BenchRow[]> {
  const source = await dialRawPeer(paths.raw, 's');
  const sink = await dialRawPeer(paths.raw, 't');
  const session = await dialHttp2(paths.http2);
  const rates = await measureInTurn(
    {
      rawDown: () => rawDownloadRate(source, bulkBytes),
      http2Down: () => downloadRate(session, bulkBytes),
      rawUp: () => rawUploadRate(sink, bulkBytes),
      http2Up: () => uploadRate(session, bulkBytes),
    },
    rounds,
  );
  for (const socket of [source, sink, session]) socket.destroy();
  const common = { unit: 'MB/s', target: { atLeast: 0.75 } };
  return [
    compared({
      ...common,
      name: 'channel bulk, guest to host',
      ours: rates.http2Down,
      peer: { name: 'raw socket', value: rates.rawDown },
    }),
    compared({
      ...common,
      name: 'channel bulk, host to guest',
      ours: rates.http2Up,
      peer: { name: 'raw socket', value: rates.rawUp },
    }),
  ];
}

async function echo(paths: Paths): Promise<BenchRow> {
  const socket = await dialRawPeer(paths.raw, 'e');
  const session = await dialHttp2(paths.http2);
  const call = openStream(session, { path: '/echo' });
  const times = await measureInTurn(
    {
      raw: async () => median(await pingTimes(socket, pingCount)),
      http2: async () => median(await pingTimes(call.stream, pingCount)),
    },
    rounds,
  );
  socket.destroy();
  session.destroy();
  return compared({
    name: 'channel echo of 64 bytes, p50',
    unit: 'µs',
    ours: times.http2,
    peer: { name: 'raw socket', value: times.raw },
    target: { atMost: 1.6 },
  });
}
