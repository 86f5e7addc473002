import { readError } from './read-error.ts';

const deadlineMs = 30_000;

/** A failed answer of a plain HTTP endpoint, carrying its WireError in the shape that `readError` knows. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly status: number;
  readonly data: { readonly appError?: never } | null;
  constructor(status: number, message: string, data: unknown) {
    super(message);
    this.status = status;
    this.data = data as { readonly appError?: never } | null;
  }
}

async function failureOf(response: Response): Promise<HttpFailure> {
  const text = await response.text();
  const body = parseJson(text);
  const wire = body !== null && typeof body === 'object' && 'error' in body ? body.error : body;
  if (wire !== null && typeof wire === 'object' && 'code' in wire && 'message' in wire) {
    return new HttpFailure(response.status, readError(wire).text, { appError: wire });
  }
  return new HttpFailure(response.status, text.slice(0, 300) || response.statusText, null);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error instanceof SyntaxError ? null : Promise.reject(error);
  }
}

/** JSON in, JSON out, same origin, at most 30 s. Throws HttpFailure on any status but 2xx. */
export async function fetchJson<Answer>(path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(deadlineMs),
  });
  if (!response.ok) throw await failureOf(response);
  return (await response.json()) as Answer;
}
