/** A client of the local protocol for tests: sends bytes as it is told to, and reads lines until the other end closes. */
import { once } from 'node:events';
import { connect } from 'node:net';

export type Answer = {
  readonly id: string;
  readonly command: string;
  readonly status: 'event' | 'ok' | 'error';
  readonly data: unknown;
  readonly code?: string;
  readonly timestamp: string;
};

export type Request = {
  readonly id: string;
  readonly command: string;
  readonly parameters: Readonly<Record<string, unknown>>;
};

/** One request, one answer. */
export async function ask(path: string, request: Request): Promise<Answer> {
  const answers = await send(path, [`${JSON.stringify(request)}\n`]);
  const [first] = answers;
  if (first === undefined || answers.length > 1) throw new Error(`${answers.length} answers`);
  return first;
}

/** Every line that comes back for these pieces, which are written one by one. */
export async function send(path: string, pieces: readonly (string | Buffer)[]): Promise<readonly Answer[]> {
  const socket = connect(path);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // A server that has read enough closes while we still write.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const piece of pieces) {
    if (socket.destroyed || !socket.writable) break;
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  }
  await closed;
  return Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);
}
