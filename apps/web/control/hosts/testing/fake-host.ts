/** A host that speaks the real handshake and link protocol, with nothing behind it: a peer for tests. */

import { AppError } from '@busbar/shared/errors/app-error';
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { readJsonLines, writeJsonLine } from '@busbar/shared/http2/json-lines';
import { beginResponse } from '@busbar/shared/http2/respond';
import { createRouter, type RouteHandler } from '@busbar/shared/http2/router';
import { type ServerSession, serveHttp2 } from '@busbar/shared/http2/serve-http2';
import { publicKeyOf } from '@busbar/shared/identity/keys';
import {
  EventsAck,
  EventsRequest,
  type HostEvent,
  HostHello,
  Inventory,
  JobAccepted,
  JobCancel,
  JobDocument,
  LinkHelloRequest,
  linkPaths,
} from '@busbar/shared/protocol/link';
import { linkVersion } from '@busbar/shared/protocol/version';
import { z } from 'zod';
import type { HostIdentity } from '../../../../host-agent/src/link/identity-file.ts';
import { openLink } from '../../../../host-agent/src/link/open-link.ts';

export class FakeHost {
  readonly identity: HostIdentity;
  readonly jobs: JobDocument[] = [];
  readonly cancels: z.infer<typeof JobCancel>[] = [];
  /** The outbox: everything ever reported. */
  readonly events: HostEvent[] = [];
  ackedSeq = 0;
  /** What the inventory says. */
  vms: Inventory['vms'] = [];
  unfinished: Inventory['jobs'] = [];
  jobLimit = 4;
  /** Answers a job document; throw to refuse it. */
  onJob: (document: JobDocument) => Promise<void> | void = () => undefined;
  /** Serves what is relayed to guests. */
  onGuest: RouteHandler = () => {
    throw new AppError('guest-unreachable', 'There is no guest.');
  };
  /** Routes that answer otherwise than an honest host does, by `METHOD path`. */
  misbehaves: Readonly<Record<string, RouteHandler>> = {};
  #session: ServerSession | null = null;
  #more = Promise.withResolvers<void>();

  constructor(identity: HostIdentity) {
    this.identity = identity;
  }

  /** Dials, proves itself and serves until `cut`. @throws when either side refuses. */
  async link(): Promise<void> {
    const { socket, head } = await openLink(this.identity, new AbortController().signal);
    this.#session = serveHttp2(socket, createRouter(this.#routes()), { head });
    await this.#session.ready;
  }

  /** Ends the link at once, as a dead network does. */
  async cut(): Promise<void> {
    this.#session?.abort(new AppError('unavailable', 'cut by the test'));
    await this.closed();
  }

  async closed(): Promise<void> {
    await this.#session?.closed;
  }

  /** Adds to the outbox; `seq` and `at` are filled in. Returns the number. */
  report(...bodies: readonly Record<string, unknown>[]): number {
    for (const body of bodies)
      this.events.push({ seq: this.events.length + 1, at: Date.now(), ...body } as HostEvent);
    this.#more.resolve();
    this.#more = Promise.withResolvers<void>();
    return this.events.length;
  }

  #routes(): Record<string, RouteHandler> {
    return {
      [`POST ${linkPaths.hello}`]: jsonHandler(LinkHelloRequest, HostHello, () => this.#hello()),
      [`GET ${linkPaths.inventory}`]: jsonHandler(z.object({}), Inventory, () => ({
        takenAt: Date.now(),
        eventSeq: this.events.length,
        vms: this.vms,
        jobs: this.unfinished,
      })),
      [`POST ${linkPaths.jobs}`]: jsonHandler(JobDocument, JobAccepted, async (document) => {
        await this.onJob(document);
        this.jobs.push(document);
        return { jobId: document.jobId, attempt: document.attempt, isRepeat: false };
      }),
      [`POST ${linkPaths.jobCancel}`]: jsonHandler(JobCancel, z.object({}), (cancel) => {
        this.cancels.push(cancel);
        return {};
      }),
      [`POST ${linkPaths.events}`]: (request) => this.#tell(request),
      [`GET ${linkPaths.telemetry}`]: ({ stream }) => beginResponse(stream),
      '* /v1/vms/:vmId/guest/*': (request) => this.onGuest(request),
      ...this.misbehaves,
    };
  }

  #hello(): HostHello {
    return {
      version: linkVersion,
      agentVersion: '0.1.0',
      hostname: 'fake',
      os: 'test',
      drivers: [],
      images: [],
      capacity: { cpuCount: 4, memoryBytes: 1, memoryFreeBytes: 1, diskTotalBytes: 1, diskFreeBytes: 1 },
      jobLimit: this.jobLimit,
      sealingKey: publicKeyOf(this.identity.sealingKey),
      jobKinds: [],
      capabilities: [],
    };
  }

  async #tell({ stream, signal }: Parameters<RouteHandler>[0]): Promise<void> {
    const lines = readJsonLines(stream, z.union([EventsRequest, EventsAck]));
    const first = (await lines.next()).value;
    if (first === undefined || !('afterSeq' in first)) throw new AppError('invalid-input', 'no afterSeq');
    beginResponse(stream);
    void (async () => {
      for await (const line of lines) if ('ackSeq' in line) this.ackedSeq = line.ackSeq;
    })().catch((error: unknown) => error);
    for (let sent = first.afterSeq; !signal.aborted; ) {
      const more = this.#more.promise;
      for (const event of this.events.slice(sent)) await writeJsonLine(stream, event);
      sent = this.events.length;
      await more;
    }
  }
}
