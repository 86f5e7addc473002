/** Two hops (control → host → guest, three processes, `relayStream` in the middle) against one hop. */
import { join } from 'node:path';
import { openStream } from '@busbar/shared/http2/open-stream';
import { type BenchRow, compared } from './support/bench-row.ts';
import { downloadRate, uploadRate } from './support/bulk-http2.ts';
import { dialHttp2 } from './support/dial.ts';
import { inFolder } from './support/in-folder.ts';
import { measureInTurn } from './support/measure-in-turn.ts';
import { startPeer } from './support/peer-process.ts';
import { pingTimes } from './support/ping.ts';
import { median } from './support/statistics.ts';

const bulkBytes = 256 * 1024 * 1024;
const pingCount = 2_000;
const rounds = 9;

export const runRelayBench = (): Promise<BenchRow[]> =>
  inFolder(async (folder) => {
    const guestPath = join(folder, 'guest');
    const hostPath = join(folder, 'host');
    const guest = await startPeer('http2-peer', [guestPath]);
    const host = await startPeer('relay-peer', [hostPath, guestPath]);
    try {
      return await compareHops(guestPath, hostPath);
    } finally {
      await host.stop();
      await guest.stop();
    }
  });

async function compareHops(guestPath: string, hostPath: string): Promise<BenchRow[]> {
  const one = await dialHttp2(guestPath);
  const two = await dialHttp2(hostPath);
  const figures = await measureInTurn(
    {
      oneDown: () => downloadRate(one, bulkBytes),
      twoDown: () => downloadRate(two, bulkBytes),
      oneUp: () => uploadRate(one, bulkBytes),
      twoUp: () => uploadRate(two, bulkBytes),
    },
    rounds,
  );
  const pings = [one, two].map((session) => openStream(session, { path: '/echo' }).stream);
  const times = await measureInTurn(
    {
      one: async () => median(await pingTimes(pings[0]!, pingCount)),
      two: async () => median(await pingTimes(pings[1]!, pingCount)),
    },
    rounds,
  );
  one.destroy();
  two.destroy();
  const bulk = { unit: 'MB/s', target: { atLeast: 0.42 } };
  return [
    compared({
      ...bulk,
      name: 'two hops bulk, guest to control',
      ours: figures.twoDown,
      peer: { name: 'one hop', value: figures.oneDown },
    }),
    compared({
      ...bulk,
      name: 'two hops bulk, control to guest',
      ours: figures.twoUp,
      peer: { name: 'one hop', value: figures.oneUp },
    }),
    compared({
      name: 'two hops echo of 64 bytes, p50',
      unit: 'µs',
      ours: times.two,
      peer: { name: 'one hop', value: times.one },
    }),
  ];
}
