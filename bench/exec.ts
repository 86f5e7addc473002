/** `/bin/true` through the host's relay and the guest agent (three processes) against a spawn without agents. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { ClientHttp2Session } from 'node:http2';
import { join } from 'node:path';
import { openStream } from '@busbar/shared/http2/open-stream';
import { channelPaths, ExecEnd } from '@busbar/shared/protocol/channel';
import { encodeFrame, encodeJsonFrame, FrameDecoder, frameType } from '@busbar/shared/protocol/frames';
import { guestPath } from '@busbar/shared/protocol/link';
import { type BenchRow, compared } from './support/bench-row.ts';
import { dialHttp2 } from './support/dial.ts';
import { startGuestAgent } from './support/guest-agent.ts';
import { inFolder } from './support/in-folder.ts';
import { startPeer } from './support/peer-process.ts';
import { percentile } from './support/statistics.ts';

const warmUps = 30;
const rounds = 400;
const argv = ['/bin/true'] as const;

export const runExecBench = (): Promise<BenchRow[]> =>
  inFolder(async (folder) => {
    const paths = { guest: join(folder, 'guest'), host: join(folder, 'host') };
    const vmId = randomUUID();
    const guest = await startGuestAgent(paths.guest);
    try {
      const host = await startPeer('host-peer', [paths.host, paths.guest, vmId]);
      const session = await dialHttp2(paths.host);
      try {
        return rowsOf(await measure(session, vmId));
      } finally {
        session.destroy();
        await host.stop();
      }
    } finally {
      await guest.stop();
    }
  });

type Times = { readonly agents: number[]; readonly plain: number[] };

async function measure(session: ClientHttp2Session, vmId: string): Promise<Times> {
  const times: Times = { agents: [], plain: [] };
  for (let round = 0; round < warmUps + rounds; round++) {
    const agents = await timed(() => execInGuest(session, vmId));
    const plain = await timed(spawnHere);
    if (round < warmUps) continue;
    times.agents.push(agents);
    times.plain.push(plain);
  }
  return times;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** From the call to its terminal record, with the program's end in it. */
async function execInGuest(session: ClientHttp2Session, vmId: string): Promise<void> {
  const call = openStream(session, { path: guestPath(vmId, channelPaths.exec) });
  const decoder = new FrameDecoder();
  let end: ExecEnd | null = null;
  call.stream.on('data', (chunk: Buffer) => {
    for (const { type, payload } of decoder.push(chunk)) {
      if (type === frameType.end) end = ExecEnd.parse(JSON.parse(payload.toString()));
    }
  });
  call.stream.write(encodeJsonFrame(frameType.start, { argv }));
  call.stream.end(encodeFrame(frameType.stdinEnd, Buffer.alloc(0)));
  await call.ended;
  const seen = end as ExecEnd | null;
  if (seen?.exitCode !== 0) throw new Error(`${argv[0]} did not succeed: ${JSON.stringify(seen)}`);
}

/** What a program without Busbar would do: the same pipes, read to their end. */
function spawnHere(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    child.stdin.end();
    child.stdout.resume();
    child.stderr.resume();
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${argv[0]} ended with ${code}`)),
    );
  });
}

const rowsOf = ({ agents, plain }: Times): BenchRow[] =>
  [
    { name: 'p50', share: 0.5 },
    { name: 'p99', share: 0.99 },
  ].map(({ name, share }) =>
    compared({
      name: `exec of /bin/true through host and guest agent, ${name}`,
      unit: 'ms',
      ours: percentile(agents, share),
      peer: { name: 'spawn', value: percentile(plain, share) },
    }),
  );
