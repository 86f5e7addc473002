/**
 * The QEMU Machine Protocol (qemu.org, interop/qmp-spec): JSON lines on a UNIX socket, greeting first, then
 * `qmp_capabilities`, then commands with ids; events come in between. One connection per use: QEMU serves
 * one client at a time, and nothing then needs to be kept across a restart of the agent.
 */
import type { Socket } from 'node:net';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import { dialSocket } from '../process/dial-socket.ts';

/** query-* answers stay far below; QEMU is trusted less than that, since its guest is hostile. */
const lineLimitBytes = 1024 * 1024;
const commandDeadlineMs = 10_000;

const Message = z.object({
  QMP: z.unknown().optional(),
  return: z.unknown().optional(),
  error: z.object({ class: z.string(), desc: z.string() }).optional(),
  event: z.string().optional(),
  data: z.unknown().optional(),
});
type Message = z.infer<typeof Message>;

/** Connects, works, hangs up. @throws AppError `unavailable` when QEMU does not answer. */
export async function withQmp<T>(
  path: string,
  signal: AbortSignal,
  work: (qmp: QmpClient) => Promise<T>,
): Promise<T> {
  const socket = await dialSocket(path, signal);
  const qmp = new QmpClient(socket);
  try {
    await qmp.next((message) => message.QMP !== undefined, 'its greeting', signal);
    await qmp.run('qmp_capabilities', {}, signal);
    return await work(qmp);
  } finally {
    socket.destroy();
  }
}

type Waiter = { readonly take: (message: Message) => boolean; readonly fail: (error: AppError) => void };

export class QmpClient {
  readonly #socket: Socket;
  readonly #waiters = new Set<Waiter>();
  readonly #unread: Message[] = [];
  #text = '';
  #ending: AppError | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#onText(text));
    socket.on('error', (cause) => this.#end(new AppError('unavailable', 'QEMU hung up.', { cause })));
    // `end` too: the socket allows half-open connections.
    for (const event of ['end', 'close']) {
      socket.on(event, () => this.#end(new AppError('unavailable', 'QEMU hung up.')));
    }
  }

  /** @throws AppError `internal` with QEMU's own words, `unavailable`, `deadline-exceeded` or `cancelled`. */
  async run(
    command: string,
    args: Record<string, unknown>,
    signal: AbortSignal,
    deadlineMs = commandDeadlineMs,
  ): Promise<unknown> {
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    const isAnswer = (message: Message): boolean => 'return' in message || message.error !== undefined;
    const answer = await this.next(isAnswer, `an answer to ${command}`, signal, deadlineMs);
    if (answer.error === undefined) return answer.return;
    throw new AppError('internal', `QEMU refused ${command}: ${answer.error.desc.slice(0, 500)}`, {
      details: { qmpClass: answer.error.class },
    });
  }

  /** The event of this name about this device, also when it has already come. */
  async event(name: string, device: string, signal: AbortSignal): Promise<void> {
    const Device = z.object({ device: z.literal(device) });
    await this.next(({ event, data }) => event === name && Device.safeParse(data).success, name, signal);
  }

  next(
    matches: (message: Message) => boolean,
    what: string,
    signal: AbortSignal,
    deadlineMs = commandDeadlineMs,
  ): Promise<Message> {
    const at = this.#unread.findIndex(matches);
    if (at >= 0) return Promise.resolve(this.#unread.splice(at, 1)[0]!);
    if (this.#ending !== null) return Promise.reject(this.#ending);
    return new Promise((resolve, reject) => {
      const late = new AppError('deadline-exceeded', `QEMU did not send ${what} in time.`);
      const timer = setTimeout(() => settle(() => reject(late)), deadlineMs);
      const onAbort = (): void => settle(() => reject(signal.reason));
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiters.delete(waiter);
        act();
      };
      const waiter: Waiter = {
        take: (message) => {
          if (!matches(message)) return false;
          settle(() => resolve(message));
          return true;
        },
        fail: (error) => settle(() => reject(error)),
      };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
    });
  }

  #onText(text: string): void {
    this.#text += text;
    if (this.#text.length > lineLimitBytes) {
      this.#refuse('a line that is too long');
      return;
    }
    const lines = this.#text.split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
  }

  #onLine(line: string): void {
    if (line.trim() === '') return;
    const message = parseMessage(line);
    if (message === null) {
      this.#refuse('something that is not QMP');
      return;
    }
    for (const waiter of this.#waiters) if (waiter.take(message)) return;
    this.#unread.push(message);
    // Events that nobody waits for; a guest can cause them, so only the latest are kept.
    if (this.#unread.length > 100) this.#unread.shift();
  }

  #refuse(what: string): void {
    this.#end(new AppError('bad-peer', `QEMU sent ${what}.`));
    this.#socket.destroy();
  }

  #end(error: AppError): void {
    this.#ending ??= error;
    for (const waiter of [...this.#waiters]) waiter.fail(this.#ending);
  }
}

function parseMessage(line: string): Message | null {
  try {
    return Message.parse(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
