/**
 * Finds one line in a connection's bytes, however they were split: UTF-8, with or without a byte-order mark and carriage
 * return, after any number of blank lines. A connection's first line is its request; what follows it is the input of a
 * command that streams, and otherwise nobody's. Pure.
 */

/** Bytes of a request, or of a line of input, the line end not counted. */
export const requestLimitBytes = 1024 * 1024;

export type Reading =
  | { readonly kind: 'request'; readonly text: string }
  /** `start` is what could be read of it, for its id. */
  | { readonly kind: 'too-large' | 'not-utf8'; readonly start: string };

const newline = 0x0a;
const startBytes = 4096;

export class RequestReader {
  #parts: Buffer[] = [];
  #bytes = 0;
  #reading: Reading | null = null;
  #rest: Buffer[] = [];

  /** Bytes that came behind the line. */
  get rest(): Buffer {
    return Buffer.concat(this.#rest);
  }

  /** What was read, as soon as it is whole; then always the same. */
  push(chunk: Buffer): Reading | null {
    let start = 0;
    while (this.#reading === null && start < chunk.length) {
      const end = chunk.indexOf(newline, start);
      this.#keep(chunk.subarray(start, end === -1 ? chunk.length : end));
      start = end === -1 ? chunk.length : end + 1;
      if (end !== -1) this.#endLine();
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start));
    return this.#reading;
  }

  /** The input has ended: a last line needs no line end. Null when there was no request. */
  finish(): Reading | null {
    if (this.#reading === null) this.#endLine();
    return this.#reading;
  }

  #keep(part: Buffer): void {
    this.#parts.push(part);
    this.#bytes += part.length;
    // One more for the carriage return, three for the mark.
    if (this.#bytes > requestLimitBytes + 4) this.#reading = { kind: 'too-large', start: this.#start() };
  }

  #endLine(): void {
    if (this.#reading !== null) return;
    const line = withoutMarks(Buffer.concat(this.#parts, this.#bytes));
    if (line.length > requestLimitBytes) this.#reading = { kind: 'too-large', start: this.#start() };
    else this.#reading = decode(line);
    this.#parts = [];
    this.#bytes = 0;
  }

  #start(): string {
    return Buffer.concat(this.#parts, this.#bytes).subarray(0, startBytes).toString('utf8');
  }
}

function withoutMarks(line: Buffer): Buffer {
  const hasMark = line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf;
  return line.subarray(hasMark ? 3 : 0, line.at(-1) === 0x0d ? -1 : undefined);
}

/** Null for a blank line. */
function decode(line: Buffer): Reading | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(line).trim();
    return text === '' ? null : { kind: 'request', text };
  } catch {
    return { kind: 'not-utf8', start: line.subarray(0, startBytes).toString('utf8') };
  }
}
