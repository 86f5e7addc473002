/**
 * The terminal record: the `busbar-status` trailer that every response of a Busbar HTTP/2 server ends with.
 * A response without it was cut short, whatever it looks like: a dead socket and a cancel reach the reader
 * of an HTTP/2 stream as a plain end.
 */
import { AppError } from '../errors/app-error.ts';
import { fromWireError, toWireError, WireError } from '../errors/wire-error.ts';

export const statusTrailer = 'busbar-status';
/** Bytes of an encoded record; well below the header-list limit. Details, then text are given up to fit. */
export const statusLimitBytes = 16 * 1024;

// Header values are ASCII: everything else travels as JSON escapes.
const toAscii = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** `null` is success. */
export function encodeStatus(error: AppError | null): string {
  if (error === null) return 'ok';
  const wire = toWireError(error);
  const whole = encodeWire(wire);
  if (whole.length <= statusLimitBytes) return whole;
  const plain = encodeWire({ ...wire, details: {} });
  if (plain.length <= statusLimitBytes) return plain;
  const short = (text: string): string => text.slice(0, 1000);
  const { code, message, userMessage = message } = wire;
  return toAscii(JSON.stringify({ code, message: short(message), userMessage: short(userMessage) }));
}

// Details are anybody's objects; one that JSON cannot express must not lose the error itself.
function encodeWire(wire: WireError): string {
  try {
    return toAscii(JSON.stringify(wire));
  } catch (cause) {
    return toAscii(JSON.stringify({ ...wire, details: { detailsLost: String(cause) } }));
  }
}

/** The error that a record tells of, `null` for "ok". A missing record is `truncated`, an odd one `bad-peer`. */
export function decodeStatus(value: unknown): AppError | null {
  if (value === 'ok') return null;
  if (value === undefined) {
    return new AppError('truncated', 'The response ended without its terminal record.');
  }
  const parsed = WireError.safeParse(parseJson(value));
  if (parsed.success) return fromWireError(parsed.data);
  return new AppError('bad-peer', 'The terminal record of a response is not understood.', {
    cause: parsed.error,
  });
}

function parseJson(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch (error) {
    return error;
  }
}
