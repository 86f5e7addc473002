import { AppError } from '@busbar/shared/errors/app-error';
import type { ShellCreate, ShellInfo } from '@busbar/shared/protocol/channel';
import type { z } from 'zod';
import type { PlanLaunch } from '../../exec/launch.ts';
import { ShellSession } from './shell-session.ts';
import type { OpenTerminal } from './terminal.ts';

/** Each may hold 4 MiB of output; a guest is not to be filled by its host. */
export const runningLimit = 64;
/** An ended session is kept so that its viewers can read how it ended. */
export const endedKeptMs = 3_600_000;
export const endedLimit = 32;
const hangUpGraceMs = 2_000;

export type ShellDeps = {
  readonly planLaunch: PlanLaunch;
  readonly openTerminal: OpenTerminal;
  readonly nowMs: () => number;
};
type Request = z.infer<typeof ShellCreate>;

/** Every shell session of this guest, by id. */
export class ShellRegistry {
  readonly #deps: ShellDeps;
  readonly #sessions = new Map<string, ShellSession>();
  readonly #starting = new Map<string, Promise<ShellSession>>();

  constructor(deps: ShellDeps) {
    this.#deps = deps;
  }

  get runningCount(): number {
    return this.#running().length + this.#starting.size;
  }

  /** The session with the request's id, made if there is none. Errors: `not-found` (user, program), `rate-limited`. */
  async create(request: Request): Promise<ShellSession> {
    this.#forgetEnded();
    const known = this.#sessions.get(request.shellId) ?? this.#starting.get(request.shellId);
    if (known !== undefined) return known;
    if (this.runningCount >= runningLimit) {
      throw new AppError('rate-limited', `This guest runs ${runningLimit} shells already; end one first.`);
    }
    const starting = this.#start(request);
    this.#starting.set(request.shellId, starting);
    try {
      const session = await starting;
      this.#sessions.set(request.shellId, session);
      return session;
    } finally {
      this.#starting.delete(request.shellId);
    }
  }

  /** Throws `not-found`. */
  get(shellId: string): ShellSession {
    const session = this.#sessions.get(shellId);
    if (session === undefined)
      throw new AppError('not-found', 'There is no such shell in this guest any more.');
    return session;
  }

  list(): readonly ShellInfo[] {
    this.#forgetEnded();
    return [...this.#sessions.values()].map(({ info }) => info);
  }

  /** Hangs up every shell, as when a terminal is closed; one that does not go is killed after the grace. */
  close(): void {
    const running = this.#running();
    for (const session of running) session.kill('SIGHUP');
    const force = (): void => {
      for (const session of running) session.kill('SIGKILL');
    };
    // A terminal that is open keeps the agent alive until then; without one there is nothing to force.
    setTimeout(force, hangUpGraceMs).unref();
  }

  async #start(request: Request): Promise<ShellSession> {
    const launch = await this.#deps.planLaunch({
      argv: request.argv,
      env: { TERM: 'xterm-256color', COLORTERM: 'truecolor', ...request.env },
      cwd: request.cwd,
      user: request.user,
    });
    const terminal = await this.#deps.openTerminal(launch, request.size);
    const title = request.title ?? launch.program.split(/[\\/]/).at(-1) ?? launch.program;
    const facts = {
      shellId: request.shellId,
      title: title.slice(0, 120),
      user: launch.account.name,
      size: request.size,
    };
    return new ShellSession(facts, terminal, this.#deps.nowMs);
  }

  #running(): ShellSession[] {
    return [...this.#sessions.values()].filter(({ endedAtMs }) => endedAtMs === null);
  }

  #forgetEnded(): void {
    const now = this.#deps.nowMs();
    const ended = [...this.#sessions.entries()]
      .flatMap(([shellId, { endedAtMs }]) => (endedAtMs === null ? [] : [{ shellId, endedAtMs }]))
      .sort((a, b) => b.endedAtMs - a.endedAtMs);
    for (const [index, { shellId, endedAtMs }] of ended.entries()) {
      if (index >= endedLimit || now - endedAtMs > endedKeptMs) this.#sessions.delete(shellId);
    }
  }
}
