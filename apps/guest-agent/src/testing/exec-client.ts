/** The host's side of exec, as small as a test can have it. */
import type { ClientHttp2Session } from 'node:http2';
import { type OpenStream, openStream } from '@busbar/shared/http2/open-stream';
import { channelPaths, ExecEnd, type ExecRequest } from '@busbar/shared/protocol/channel';
import { encodeFrame, encodeJsonFrame, FrameDecoder, frameType } from '@busbar/shared/protocol/frames';

export type ExecClient = {
  readonly open: OpenStream;
  readonly started: Promise<{ pid: number }>;
  readonly output: { stdout: Buffer[]; stderr: Buffer[] };
  readonly result: Promise<{ end: ExecEnd; stdout: Buffer; stderr: Buffer }>;
};
export type ExecInput = Partial<ExecRequest> & { readonly argv: string[] };

/** `stdin` null leaves the program's input open. */
export function execClient(
  session: ClientHttp2Session,
  request: ExecInput,
  stdin: Buffer | null = Buffer.alloc(0),
): ExecClient {
  const open = openStream(session, { path: channelPaths.exec });
  const decoder = new FrameDecoder();
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const started = Promise.withResolvers<{ pid: number }>();
  // Not every test waits for it.
  started.promise.catch(() => undefined);
  const state: { end: ExecEnd | null; isRefused: boolean } = { end: null, isRefused: false };
  open.stream.once('response', (headers) => {
    state.isRefused = headers[':status'] !== 200;
  });
  open.stream.on('data', (chunk: Buffer) => {
    if (state.isRefused) return;
    for (const { type, payload } of decoder.push(chunk)) {
      if (type === frameType.started) started.resolve(JSON.parse(payload.toString()));
      if (type === frameType.stdout) output.stdout.push(payload);
      if (type === frameType.stderr) output.stderr.push(payload);
      if (type === frameType.end) state.end = ExecEnd.parse(JSON.parse(payload.toString()));
    }
  });
  open.stream.write(encodeJsonFrame(frameType.start, request));
  if (stdin !== null) sendInput(open, stdin);
  const result = open.ended.then(() => {
    if (state.end === null) throw new Error('exec ended without its terminal record');
    return { end: state.end, stdout: Buffer.concat(output.stdout), stderr: Buffer.concat(output.stderr) };
  });
  result.catch((error: unknown) => started.reject(error));
  return { open, started: started.promise, output, result };
}

function sendInput(open: OpenStream, stdin: Buffer): void {
  for (let at = 0; at < stdin.length; at += 60_000) {
    open.stream.write(encodeFrame(frameType.stdin, stdin.subarray(at, at + 60_000)));
  }
  open.stream.end(encodeFrame(frameType.stdinEnd, Buffer.alloc(0)));
}

/** Whether any process of the group is alive. */
export function isGroupAlive(leaderPid: number): boolean {
  try {
    process.kill(-leaderPid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
