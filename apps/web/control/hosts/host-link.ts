import type { ClientHttp2Session } from 'node:http2';
import type { AppError } from '@busbar/shared/errors/app-error';
import { type KeepAlive, keepAlive } from '@busbar/shared/http2/keep-alive';
import { type OpenStream, type OpenStreamOptions, openStream } from '@busbar/shared/http2/open-stream';
import { type RequestJsonOptions, requestJson } from '@busbar/shared/http2/request-json';
import { abortSession, sessionError } from '@busbar/shared/http2/session-end';
import type { z } from 'zod';

/** How often a link is asked whether it lives, and what an answer may take. */
const pingIntervalMs = 5_000;
const pingDeadlineMs = 15_000;

/** One live link to one host: the control plane is the HTTP/2 client, the host serves. */
export class HostLink {
  readonly hostId: string;
  /** Tells this link from an earlier or later one of the same host. */
  readonly linkId: string;
  /** Resolves when the link is gone, however it went. */
  readonly closed: Promise<void>;
  readonly #session: ClientHttp2Session;
  readonly #keepAlive: KeepAlive;

  constructor(hostId: string, linkId: string, session: ClientHttp2Session) {
    this.hostId = hostId;
    this.linkId = linkId;
    this.#session = session;
    this.closed = new Promise((resolve) => {
      if (session.destroyed) resolve();
      else session.once('close', () => resolve());
    });
    this.#keepAlive = keepAlive(session, { intervalMs: pingIntervalMs, deadlineMs: pingDeadlineMs });
  }

  request<Out extends z.ZodType>(options: RequestJsonOptions<Out>): Promise<z.output<Out>> {
    return requestJson(this.#session, options);
  }

  open(options: OpenStreamOptions): OpenStream {
    return openStream(this.#session, options);
  }

  /** The last round trip; null before the first. */
  rttMs(): number | null {
    return this.#keepAlive.rttMs();
  }

  /** Why it ended; null while it lives or when it ended in order. */
  error(): AppError | null {
    return sessionError(this.#session);
  }

  /** Ends at once, with everything that is open on it. */
  cut(reason: AppError): void {
    abortSession(this.#session, reason);
  }
}
