/**
 * One process that runs `host.ps1`, or stands in for it: one call at a time over JSON lines. It does not start again:
 * that is `lane.ts`. Whatever the process writes, it ends in an answer, an event or the end of the process.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { AppError } from '@busbar/shared/errors/app-error';
import { LineSplitter } from '@busbar/shared/http2/json-lines';
import type { CmdletCall, HypervEvent } from '../hyperv-host.ts';
import { toAppError } from './to-app-error.ts';
import { HostLine, hostProtocol, type LaneName, ReadyLine } from './wire.ts';

/** A screen of 1920 x 1200 has 6 MiB in base64, a list of a thousand VMs about 4 MiB. */
const answerLimitBytes = 16 * 1024 * 1024;
/** The script refuses longer lines. */
const requestLimitBytes = 1024 * 1024;
/** Of its last words on standard error, for our own errors. */
const lastWordsLimit = 2000;

export type LaneProcessOptions = {
  readonly command: readonly string[];
  readonly lane: LaneName;
  readonly onEvent: (event: HypervEvent) => void;
};

export type OnProgress = (percent: number) => void;

type Current = {
  readonly id: number;
  readonly cmdlet: string;
  readonly resolve: (result: readonly unknown[]) => void;
  readonly reject: (error: AppError) => void;
  readonly onProgress: OnProgress;
};

export class LaneProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #options: LaneProcessOptions;
  readonly #splitter = new LineSplitter(answerLimitBytes);
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<AppError>();
  #isReady = false;
  #isOver = false;
  #lastId = 0;
  #current: Current | null = null;
  #lastWords = '';
  #reason: AppError | null = null;

  constructor(options: LaneProcessOptions) {
    this.#options = options;
    const [program = '', ...args] = options.command;
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-lastWordsLimit);
    });
    // Told by the end of the process, which follows.
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      stream.on('error', (cause) =>
        this.kill(new AppError('unavailable', 'A pipe to PowerShell broke.', { cause })),
      );
    }
    this.#child.once('error', (cause) => this.#end(startFailure(program, cause)));
    this.#child.once('close', (code, signal) => this.#end(this.#endFailure(code ?? signal)));
    // `close` waits for whoever inherited the pipes; of a killed process nothing is read any more.
    this.#child.once('exit', () => {
      if (this.#reason !== null) this.#end(this.#reason);
    });
  }

  /** Resolves once it takes calls. @throws AppError when it ended or said something else. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Resolves with the first cause of its end. */
  get ended(): Promise<AppError> {
    return this.#ended.promise;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** @throws AppError as Hyper-V answered, or because the process ended: then what became of the call is unknown. */
  call(
    { cmdlet, parameters, select, asJob }: CmdletCall,
    timeoutMs: number,
    onProgress: OnProgress,
  ): Promise<readonly unknown[]> {
    const id = ++this.#lastId;
    const request = { id, cmdlet, parameters, select, ...(asJob === true ? { asJob } : {}), timeoutMs };
    const line = Buffer.from(`${toAsciiJson(request)}\n`);
    if (line.length > requestLimitBytes) {
      const message = `${cmdlet} has more parameters than fit into one request (${requestLimitBytes} bytes).`;
      return Promise.reject(new AppError('too-large', message));
    }
    if (this.#isOver || this.#current !== null) {
      return Promise.reject(new AppError('unavailable', 'The PowerShell process takes no call now.'));
    }
    const { promise, resolve, reject } = Promise.withResolvers<readonly unknown[]>();
    this.#current = { id, cmdlet, resolve, reject, onProgress };
    this.#child.stdin.write(line);
    return promise;
  }

  /** Lets it come to its end by itself: the script ends with its standard input. */
  finish(): void {
    this.#child.stdin.end();
  }

  kill(reason: AppError): void {
    if (this.#isOver) return;
    this.#reason ??= reason;
    this.#child.kill('SIGKILL');
  }

  #read(chunk: Buffer): void {
    if (this.#reason !== null) return;
    try {
      for (const line of this.#splitter.push(chunk)) this.#take(parseJson(line));
    } catch (cause) {
      const error = cause instanceof AppError ? cause : new AppError('internal', String(cause), { cause });
      this.kill(error);
    }
  }

  #take(value: unknown): void {
    if (!this.#isReady) {
      requireReady(value, this.#options.lane);
      this.#isReady = true;
      this.#ready.resolve();
      return;
    }
    const parsed = HostLine.safeParse(value);
    if (!parsed.success)
      throw new AppError('bad-peer', 'PowerShell wrote a line that is no answer.', { cause: parsed.error });
    const line = parsed.data;
    if ('event' in line) {
      this.#options.onEvent({ kind: line.event.kind, vmId: line.event.vmId.toLowerCase() });
      return;
    }
    const current = this.#current;
    // An answer without an id is to a line that was not understood, and only one can be on its way.
    if (current === null || (line.id !== current.id && line.id !== null)) {
      throw new AppError('bad-peer', 'PowerShell answered a call that nobody made.');
    }
    if ('progress' in line) {
      current.onProgress(Math.min(100, Math.max(0, line.progress.percent)));
      return;
    }
    this.#current = null;
    if (line.ok) current.resolve(line.result);
    else current.reject(toAppError(line.error, current.cmdlet));
  }

  #end(cause: AppError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) stream.destroy();
    const reason = this.#reason ?? cause;
    this.#ready.reject(reason);
    if (this.#current !== null) this.#current.reject(unknownOutcome(this.#current.cmdlet, reason));
    this.#current = null;
    this.#ended.resolve(reason);
  }

  #endFailure(ending: number | string | null): AppError {
    const words = this.#lastWords.trim();
    const said = words === '' ? '' : ` It said: ${words}`;
    return new AppError('unavailable', `The PowerShell process ended (${ending}).${said}`, {
      userMessage: this.#isReady
        ? 'Windows PowerShell ended unexpectedly on the host. A new one is started.'
        : 'Windows PowerShell did not start Busbar’s script on the host. Check that no policy forbids scripts (Get-ExecutionPolicy -List, AppLocker) and that the installation is complete.',
    });
  }
}

/** No code page can spoil ASCII, and no reader takes an unusual character for the end of a line. */
const toAsciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new AppError('bad-peer', `PowerShell wrote a line that is not JSON: ${line.slice(0, 200)}`, {
      cause,
    });
  }
}

function requireReady(value: unknown, lane: LaneName): void {
  const parsed = ReadyLine.safeParse(value);
  if (!parsed.success)
    throw new AppError('bad-peer', 'PowerShell did not begin with its greeting.', { cause: parsed.error });
  const { ready } = parsed.data;
  if (ready.protocol !== hostProtocol || ready.lane !== lane) {
    throw new AppError(
      'version-mismatch',
      `The host script speaks protocol ${ready.protocol} as ${ready.lane}.`,
      {
        userMessage: 'Agent and host script are of different releases. Install the agent anew.',
      },
    );
  }
}

function startFailure(program: string, cause: Error): AppError {
  const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  const message = isMissing
    ? `${program} does not exist.`
    : `${program} could not be started: ${cause.message}`;
  return new AppError(isMissing ? 'precondition-failed' : 'unavailable', message, {
    userMessage: `Windows PowerShell could not be started on the host: ${message}`,
    cause,
  });
}

function unknownOutcome(cmdlet: string, reason: AppError): AppError {
  const isGet = cmdlet.startsWith('Get-');
  const unknown = isGet
    ? 'It has no answer.'
    : 'Whether Hyper-V has done it, or goes on with it, is unknown.';
  const message = `${cmdlet} was running when its PowerShell process ended: ${reason.message} ${unknown}`;
  return new AppError(reason.code, message, {
    userMessage: isGet
      ? reason.userMessage
      : `${reason.userMessage} ${unknown} Look at the VM before you try again.`,
    retryable: reason.retryable,
    details: { cmdlet, isOutcomeUnknown: !isGet },
    cause: reason,
  });
}
