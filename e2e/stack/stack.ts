/**
 * The real product for a test: Redis, control plane, host agent, each its own process in a folder of its own,
 * and the means to kill, cut and restart each of them.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tellAccelerator } from '../../apps/host-agent/src/hypervisor/testing/known-accelerator.ts';
import { IpcProgram } from './ipc-program.ts';
import { type PrivateRedis, startRedis } from './redis.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
/** Next's types make NODE_ENV mandatory in NodeJS.ProcessEnv; a part of an environment is none. */
type Environment = Record<string, string | undefined>;

/** A host beside the stack's own. */
export type AddedHost = {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
  /** Resolves when it has ended by itself, as at a crash point. */
  readonly exited: () => Promise<void>;
};

export class Stack {
  readonly folder: string;
  readonly #redis: PrivateRedis;
  readonly #port: number;
  readonly #guestExecutable: string;
  readonly #environment: Environment;
  #control: IpcProgram | null = null;
  #host: IpcProgram | null = null;
  signInLink: string | null = null;

  private constructor(facts: {
    folder: string;
    redis: PrivateRedis;
    port: number;
    guestExecutable: string;
    environment: Environment;
  }) {
    this.folder = facts.folder;
    this.#redis = facts.redis;
    this.#port = facts.port;
    this.#guestExecutable = facts.guestExecutable;
    this.#environment = facts.environment;
  }

  /** Control plane and one enrolled host, both ready. `environment`: further settings of theirs. */
  static async start(environment: Environment = {}): Promise<Stack> {
    const folder = mkdtempSync(join(tmpdir(), 'bb-e2e-'));
    for (const name of ['data', 'redis', 'run']) mkdirSync(join(folder, name), { mode: 0o700 });
    const [redis, port, guestExecutable] = await Promise.all([
      startRedis(join(folder, 'redis')),
      freePort(),
      buildGuest(),
      tellAccelerator(join(folder, 'data', 'host', 'qemu')),
    ]);
    const stack = new Stack({ folder, redis, port, guestExecutable, environment });
    try {
      await stack.startControl();
      await stack.startHost();
    } catch (error) {
      await stack.#abandon();
      throw error;
    }
    return stack;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get hostPid(): number {
    return this.#running(this.#host, 'host agent').pid;
  }

  get hostState(): string {
    return join(this.folder, 'data', 'host');
  }

  async startControl(): Promise<void> {
    this.#control = this.#program('control', ['--max-semi-space-size=16', 'apps/web/server.ts'], {
      // As `npm start` starts it.
      NODE_COMPILE_CACHE: join(root, '.cache', 'control-plane'),
    });
    const ready = await this.#control.message('ready');
    if (typeof ready.signInLink === 'string') this.signInLink = ready.signInLink;
  }

  /** `crashAt`: the agent kills itself with SIGKILL exactly there, such as `create-disk:before`. */
  async startHost({ crashAt }: { crashAt?: string } = {}): Promise<void> {
    if (!existsSync(join(this.hostState, 'identity.json'))) await this.#enrol();
    this.#host = this.#agent('host', crashAt);
    await this.#host.message('ready');
  }

  /** Enrols one more host, which runs. Whoever adds it stops it, and removes it from the fleet. */
  async addHost(
    name: string,
    { environment, crashAt }: { readonly environment?: Environment; readonly crashAt?: string } = {},
  ): Promise<AddedHost> {
    const runtime = join(this.folder, `run-${name}`);
    mkdirSync(runtime, { mode: 0o700 });
    const state = join(this.folder, 'data', name);
    const own = { ...environment, BUSBAR_HOST_STATE: state, BUSBAR_RUNTIME: runtime };
    await this.#enrol(own, ['--name', name]);
    let program: IpcProgram | null = null;
    const start = async (crash?: string): Promise<void> => {
      program = this.#agent(name, crash, own);
      await program.message('ready');
    };
    await start(crashAt);
    return {
      start: () => start(),
      stop: () => this.#running(program, name).stop(),
      kill: () => this.#running(program, name).kill(),
      exited: () => this.#running(program, name).exited,
    };
  }

  killControl = (): Promise<void> => this.#running(this.#control, 'control plane').kill();
  stopControl = (): Promise<void> => this.#running(this.#control, 'control plane').stop();
  killHost = (): Promise<void> => this.#running(this.#host, 'host agent').kill();
  stopHost = (): Promise<void> => this.#running(this.#host, 'host agent').stop();
  /** Resolves when the host agent has ended by itself, as at a crash point. */
  hostExited = (): Promise<void> => this.#running(this.#host, 'host agent').exited;

  /** Ends the VMs and every process, and removes the folder unless BUSBAR_KEEP is set for a look. */
  async stop(): Promise<void> {
    if (this.#host !== null) {
      if (this.#host.hasExited) await this.startHost();
      this.#host.send({ type: 'stop', mode: 'power-off-vms' });
      await this.#host.exited;
    }
    await this.#control?.stop();
    await this.#redis.stop();
    if (process.env.BUSBAR_KEEP === undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  /** Of one that did not start: there is no VM yet. */
  async #abandon(): Promise<void> {
    await Promise.allSettled([this.#host?.kill(), this.#control?.kill()]);
    await this.#redis.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #agent(name: string, crashAt: string | undefined, environment: Environment = {}): IpcProgram {
    return this.#program(name, ['--max-semi-space-size=2', 'apps/host-agent/src/main.ts', 'run'], {
      ...environment,
      ...(crashAt === undefined ? {} : { BUSBAR_TEST_CRASH: crashAt }),
    });
  }

  async #enrol(environment: Environment = {}, more: readonly string[] = []): Promise<void> {
    const control = this.#running(this.#control, 'control plane');
    const answer = control.message('enrolment');
    control.send({ type: 'enrol-local-host' });
    const { token, key, url } = await answer;
    const args = [
      'apps/host-agent/src/main.ts',
      'enrol',
      '--url',
      String(url),
      '--token',
      String(token),
      '--key',
      String(key),
      ...more,
    ];
    const env = { ...this.#env(), ...environment } as NodeJS.ProcessEnv;
    await run(process.execPath, args, { cwd: root, env });
  }

  #running(program: IpcProgram | null, name: string): IpcProgram {
    if (program === null) throw new Error(`The ${name} was never started.`);
    return program;
  }

  #program(name: string, args: readonly string[], extra: Environment = {}): IpcProgram {
    return new IpcProgram({
      args,
      cwd: root,
      env: { ...this.#env(), ...extra },
      logFile: join(this.folder, `${name}.log`),
    });
  }

  #env(): Environment {
    return {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      BUSBAR_DATA: join(this.folder, 'data'),
      BUSBAR_PORT: String(this.#port),
      BUSBAR_REDIS: this.#redis.socket,
      BUSBAR_HOST_STATE: this.hostState,
      BUSBAR_RUNTIME: join(this.folder, 'run'),
      BUSBAR_GUEST_EXECUTABLE: this.#guestExecutable,
      ...this.#environment,
    };
  }
}

/** The build prints the executable's path as its last line; it does nothing when it is fresh. */
async function buildGuest(): Promise<string> {
  const { stdout } = await run(process.execPath, ['scripts/build-guest.mjs'], {
    cwd: root,
    timeout: 120_000,
  });
  return stdout.trim().split('\n').at(-1) ?? '';
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
