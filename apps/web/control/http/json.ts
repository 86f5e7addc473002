/** JSON over plain HTTP/1.1 with WireErrors, for what is served in front of Next. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import { z } from 'zod';

/** Requests served here are small: names, sizes, signatures. */
const bodyLimitBytes = 64 * 1024;

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  response.end(text);
}

/** Answers with the error's own status. Details of an internal error stay in the log. */
export function sendError(response: ServerResponse, thrown: unknown): void {
  const error = toAppError(thrown);
  const told =
    error.code === 'internal'
      ? new AppError('internal', 'Busbar failed to do this. The log of the control plane says why.')
      : error;
  if (response.headersSent) {
    // Half an answer must not look whole.
    response.destroy();
    return;
  }
  sendJson(response, error.httpStatus, toWireError(told));
}

/** @throws `too-large`, `truncated`, or `invalid-input` that names what does not fit. */
export async function readJson<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(parse(await readText(request)));
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-input', z.prettifyError(parsed.error).slice(0, 4000));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimitBytes) {
      throw new AppError('too-large', `A request's body has at most ${bodyLimitBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  if (!request.complete) throw new AppError('truncated', 'The request ended early.');
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid-input', 'The body is not JSON.', { cause });
  }
}
