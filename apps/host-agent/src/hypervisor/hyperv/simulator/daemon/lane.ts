/** One process of PowerShell, as the other end sees it: ready, then one answer for each line, in order. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { CmdletCall } from '../../hyperv-host.ts';
import { errorRecord, HypervError } from '../call/hyperv-error.ts';
import { CallError, NoAnswer, runCall } from '../call/run-call.ts';
import { writeLine } from './lines.ts';
import { type LaneHello, lineLimit, protocolVersion, Request } from './messages.ts';
import type { SimulatedHost } from './simulated-host.ts';

export class Lane {
  readonly #host: SimulatedHost;
  readonly #socket: Socket;
  readonly #onFault: (error: unknown) => void;
  /** One request after the other: there is one runspace. */
  #turn: Promise<void>;
  #stopWatching: (() => void) | null = null;

  /** @param onFault what is wrong with the simulator itself; the process then ends as one that crashed. */
  constructor(host: SimulatedHost, socket: Socket, { lane }: LaneHello, onFault: (error: unknown) => void) {
    this.#host = host;
    this.#socket = socket;
    this.#onFault = onFault;
    const ready = { psVersion: '5.1.26100.1', lane, protocol: protocolVersion };
    this.#turn = delay(host.latency.processStartMs).then(() => writeLine(socket, { ready }));
    socket.once('close', () => this.#stopWatching?.());
  }

  /** What was begun goes on to its end when the process dies: it is the service that does the work. */
  take(line: string): void {
    this.#turn = this.#turn
      .then(() => this.#answer(line))
      .catch((error: unknown) => {
        this.#onFault(error);
        this.crash();
      });
  }

  crash(): void {
    this.#socket.destroy();
  }

  async #answer(line: string): Promise<void> {
    if (line.trim() === '' || this.#socket.destroyed) return;
    const { id, request } = readRequest(line);
    try {
      if (request === null) throw new CallError(notRequest(line), null);
      const result = await runCall(this.#host, request, {
        progress: (percent, status) => writeLine(this.#socket, { id, progress: { percent, status } }),
        watch: () => this.#watch(),
        crash: () => this.crash(),
      });
      writeLine(this.#socket, { id, ok: true, result });
    } catch (error) {
      if (error instanceof NoAnswer) return this.#hang();
      if (!(error instanceof CallError)) throw error;
      writeLine(this.#socket, { id, ok: false, error: errorRecord(error.error, error.cmdlet) });
    }
  }

  /** Nothing more is answered; the process can only be killed. */
  #hang(): Promise<void> {
    return new Promise((resolve) => this.#socket.once('close', () => resolve()));
  }

  #watch(): void {
    this.#stopWatching ??= this.#host.listen((event) => writeLine(this.#socket, { event }));
  }
}

function readRequest(line: string): { readonly id: number | null; readonly request: CmdletCall | null } {
  if (line.length > lineLimit) return { id: null, request: null };
  const message = parseJson(line);
  const parsed = Request.safeParse(message);
  if (!parsed.success) return { id: idOf(message), request: null };
  const { id, cmdlet, parameters, select, asJob } = parsed.data;
  const request = {
    cmdlet,
    parameters: (parameters ?? {}) as CmdletCall['parameters'],
    select: select ?? null,
    asJob: asJob === true,
  };
  return { id, request };
}

function idOf(message: unknown): number | null {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : null;
  return Number.isInteger(id) ? (id as number) : null;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function notRequest(line: string): HypervError {
  if (line.length > lineLimit) {
    return new HypervError('InvalidParameter', `A line has at most ${lineLimit} characters.`);
  }
  const isJson = parseJson(line) !== undefined;
  return new HypervError(
    'InvalidParameter',
    isJson ? 'The line is no request: it needs an id and a cmdlet.' : 'The line is not JSON.',
  );
}
