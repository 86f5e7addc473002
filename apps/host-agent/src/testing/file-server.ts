/** A real HTTP server for one file, with the faults of real ones. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FileServerOptions = {
  readonly content: Buffer;
  /** Answers so many times with only so many bytes, then cuts the connection. */
  cuts: { times: number; afterBytes: number };
  /** Default: true. */
  hasRanges?: boolean;
  /** Default: of the content. Null for a server that says none. */
  etag?: string | null;
  /** Further paths, each with its answer. */
  readonly others?: Readonly<Record<string, (response: ServerResponse) => void>>;
};

export class FileServer {
  readonly requests: { readonly path: string; readonly range: string | null }[] = [];
  readonly options: FileServerOptions;
  readonly #server: Server;

  private constructor(options: FileServerOptions) {
    this.options = options;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(options: FileServerOptions): Promise<FileServer> {
    const started = new FileServer(options);
    started.#server.listen(0, '127.0.0.1');
    await once(started.#server, 'listening');
    return started;
  }

  /** The file itself is at `/<name>`, whatever its name. */
  url(name: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${name}`;
  }

  get sha256(): string {
    return createHash('sha256').update(this.options.content).digest('hex');
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    this.requests.push({ path, range: request.headers.range ?? null });
    const other = this.options.others?.[path];
    if (other !== undefined) {
      other(response);
      return;
    }
    const { content, hasRanges = true, cuts } = this.options;
    const etag = this.options.etag === undefined ? `"${this.sha256}"` : this.options.etag;
    if (etag !== null) response.setHeader('etag', etag);
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const from = hasRanges && isSame ? rangeStart(request) : null;
    const body = content.subarray(from ?? 0);
    response.setHeader('content-length', body.length);
    if (from !== null) {
      response.setHeader('content-range', `bytes ${from}-${content.length - 1}/${content.length}`);
      response.statusCode = 206;
    }
    if (cuts.times === 0) {
      response.end(body);
      return;
    }
    cuts.times -= 1;
    response.write(body.subarray(0, cuts.afterBytes), () => response.destroy());
  }
}

const rangeStart = ({ headers }: IncomingMessage): number | null => {
  const start = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  return start === undefined ? null : Number(start);
};
