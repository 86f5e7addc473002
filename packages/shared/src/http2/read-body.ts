import type { Http2Stream } from 'node:http2';
import { AppError } from '../errors/app-error.ts';

/** The default limit of a unary body. */
export const bodyLimitBytes = 1024 * 1024;

/**
 * Reads one direction of a stream to its end.
 *
 * @throws `too-large` beyond the limit, `truncated` when the stream was reset or its connection lost.
 */
export async function readBody(stream: Http2Stream, limitBytes = bodyLimitBytes): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  await new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= limitBytes) chunks.push(chunk);
      else {
        stream.pause();
        reject(new AppError('too-large', `The body has more than ${limitBytes} bytes.`));
      }
    });
    const ended = (): void => {
      // A reset and a dead socket also show as 'end'; only the code tells.
      if (stream.rstCode === 0 && !stream.aborted && stream.readableEnded) resolve();
      else reject(new AppError('truncated', 'The stream was cut before its body had ended.'));
    };
    stream.once('end', ended);
    stream.once('close', ended);
    if (stream.destroyed) ended();
  });
  return Buffer.concat(chunks, sizeBytes);
}

/** Parses bytes as JSON; no bytes are `{}`. @throws an AppError with the given code. */
export function parseJsonBody(body: Buffer, code: 'invalid-input' | 'bad-peer'): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AppError(code, 'The body is not JSON.', { cause });
  }
}
