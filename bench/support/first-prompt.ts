/** A shell from its making to its first output, by the product's gateway or by the channel itself. */
import { randomUUID } from 'node:crypto';
import type { ClientHttp2Session } from 'node:http2';
import { openStream } from '@busbar/shared/http2/open-stream';
import { requestJson } from '@busbar/shared/http2/request-json';
import { channelPaths, ShellInfo } from '@busbar/shared/protocol/channel';
import { encodeJsonFrame, FrameDecoder, frameType } from '@busbar/shared/protocol/frames';
import type { JobWatch } from './watch-jobs.ts';
import type { RunningStack } from './with-stack.ts';

const size = { columns: 80, rows: 24 };
const promptDeadlineMs = 30_000;

/** As whoever holds the channel itself does it. */
export async function promptOverChannel(session: ClientHttp2Session): Promise<void> {
  const shellId = randomUUID();
  await requestJson(session, { path: channelPaths.shells, body: { shellId, size }, output: ShellInfo });
  const call = openStream(session, { path: channelPaths.shellAttach });
  const decoder = new FrameDecoder();
  const prompt = new Promise<void>((resolve, reject) => {
    call.stream.on('data', (chunk: Buffer) => {
      if (decoder.push(chunk).some(({ type }) => type === frameType.stdout)) resolve();
    });
    call.ended.then(() => reject(new Error('The shell ended before its prompt.')), reject);
  });
  call.stream.write(encodeJsonFrame(frameType.start, { shellId, fromOffset: null, size, mode: 'write' }));
  await inTime(prompt);
}

/** As a page does it: makes the shell over HTTP and meanwhile joins the shells of the connection by which it follows the job. */
export async function promptOverGateway(
  { stack, cookie }: RunningStack,
  watch: JobWatch,
  vmId: string,
): Promise<void> {
  const shellId = randomUUID();
  const socket = watch.openConsoles();
  const made = await fetch(`${stack.url}/live/vms/${vmId}/shells`, {
    method: 'POST',
    headers: { cookie, origin: stack.url, 'content-type': 'application/json' },
    body: JSON.stringify({ shellId, size }),
  });
  try {
    if (!made.ok) throw new Error(`No shell: ${made.status} ${await made.text()}`);
    const prompt = new Promise<void>((resolve, reject) => {
      socket.once('output', () => resolve());
      socket.once('connect_error', reject);
      const request = { attachId: randomUUID(), vmId, shellId, fromOffset: null, size };
      socket.emit('attach', request, (answer: { readonly ok: boolean }) => {
        if (!answer.ok) reject(new Error(`Not attached: ${JSON.stringify(answer)}`));
      });
    });
    await inTime(prompt);
  } finally {
    socket.disconnect();
  }
}

function inTime(prompt: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error('The shell showed no prompt in time.')),
    promptDeadlineMs,
  );
  return Promise.race([prompt, late.promise]).finally(() => clearTimeout(timer));
}
