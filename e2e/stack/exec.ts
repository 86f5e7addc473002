/** Runs a program in a VM through the product's gateway, as a program of a customer would. */
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { fromWireError, WireError } from '@busbar/shared/errors/wire-error';
import { ExecEnd, type ExecRequest } from '@busbar/shared/protocol/channel';
import { encodeFrame, encodeJsonFrame, FrameDecoder, frameType } from '@busbar/shared/protocol/frames';

export type ExecInput = Partial<ExecRequest> & {
  readonly argv: string[];
  /** Default: none, which the program sees as the end of its input. */
  readonly stdin?: Uint8Array | string;
  /** For the whole call. Default: 60 s. */
  readonly deadlineMs?: number;
};
export type ExecResult = {
  readonly exitCode: number | null;
  readonly end: ExecEnd;
  readonly stdout: string;
  readonly stderr: string;
};

const chunkBytes = 64 * 1024;

/** @throws the product's own AppError, or an Error when the answer is cut before the guest's last word. */
export async function execInVm(
  url: string,
  cookie: string,
  vmId: string,
  { stdin = '', deadlineMs = 60_000, ...start }: ExecInput,
): Promise<ExecResult> {
  const signal = AbortSignal.timeout(deadlineMs);
  const call = request(`${url}/live/vms/${vmId}/exec`, {
    method: 'POST',
    headers: { cookie, origin: url, 'content-type': 'application/octet-stream' },
    signal,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    call.once('response', resolve).once('error', reject);
  });
  call.write(encodeJsonFrame(frameType.start, start));
  const sent = send(call, Buffer.from(stdin));
  const response = await answered;
  const result = (response.statusCode === 200 ? readResult(response) : refusal(response)).catch(
    (error: unknown) => {
      if (signal.aborted) throw new Error(`${start.argv.join(' ')} did not end within ${deadlineMs} ms.`);
      throw error;
    },
  );
  // A program that ends early closes the way for its input; its result counts.
  await Promise.allSettled([result, sent]);
  return result;
}

async function send(call: ClientRequest, stdin: Buffer): Promise<void> {
  for (let at = 0; at < stdin.length && !call.destroyed; at += chunkBytes) {
    const frame = encodeFrame(frameType.stdin, stdin.subarray(at, at + chunkBytes));
    if (!call.write(frame)) await drained(call);
  }
  call.end(encodeFrame(frameType.stdinEnd, Buffer.alloc(0)));
}

const drained = (call: ClientRequest): Promise<void> =>
  new Promise((resolve) => {
    call.once('drain', () => resolve()).once('close', () => resolve());
  });

async function readResult(response: IncomingMessage): Promise<ExecResult> {
  const decoder = new FrameDecoder();
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let end: ExecEnd | null = null;
  for await (const chunk of response) {
    for (const { type, payload } of decoder.push(chunk)) {
      if (type === frameType.stdout) output.stdout.push(payload);
      if (type === frameType.stderr) output.stderr.push(payload);
      if (type === frameType.end) end = ExecEnd.parse(JSON.parse(payload.toString()));
    }
  }
  if (end === null) throw new Error('The answer ended without the guest’s last word.');
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString();
  return { exitCode: end.exitCode, end, stdout: text(output.stdout), stderr: text(output.stderr) };
}

async function refusal(response: IncomingMessage): Promise<never> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  throw fromWireError(WireError.parse(JSON.parse(text)));
}
