/** Structured logs: one JSON object a line, or one readable line on a terminal. Never payloads, never secrets. */
import { Writable } from 'node:stream';
import { type DestinationStream, destination as fileDestination, type Logger, pino } from 'pino';

export type { Logger };

export type LoggerOptions = {
  /** The program or part of it. Children carry `jobId`, `hostId`, `vmId` (`logger.child({ vmId })`). */
  readonly name: string;
  /** Default: info. */
  readonly level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Readable lines instead of JSON. Default: whether the destination is a terminal. */
  readonly pretty?: boolean;
  /** Default: stdout. */
  readonly destination?: 'stdout' | 'stderr' | NodeJS.WritableStream;
};

const secretNames = [
  'password',
  'token',
  'secret',
  'secrets',
  'authorization',
  'cookie',
  'privateKey',
  'apiKey',
  'd',
];
const redacted = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
const levelNames: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** A logger. What looks like a secret by its name is redacted down to the third level; that is a net, not a licence. */
export function createLogger(options: LoggerOptions): Logger {
  const stream = streamOf(options.destination ?? 'stdout');
  const isTerminal = 'isTTY' in stream && stream.isTTY === true;
  const target =
    (options.pretty ?? isTerminal) ? prettyLines(stream) : jsonLines(options.destination, stream);
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      base: { name: options.name },
      redact: { paths: redacted, censor: '[secret]' },
      serializers: { error: pino.stdSerializers.err },
    },
    target,
  );
}

function streamOf(destination: NonNullable<LoggerOptions['destination']>): NodeJS.WritableStream {
  if (destination === 'stdout') return process.stdout;
  return destination === 'stderr' ? process.stderr : destination;
}

/** Of lines that could not be written yet; later ones are dropped. */
const unwrittenLimitBytes = 1024 * 1024;

/**
 * Writing to the descriptor at once keeps the last lines of a program that ends. A log that cannot be written (its
 * disk is full, its reader has gone) must not fail whoever says something.
 */
function jsonLines(
  destination: LoggerOptions['destination'],
  stream: NodeJS.WritableStream,
): DestinationStream {
  if (typeof destination === 'object') return stream as unknown as DestinationStream;
  const fd = destination === 'stderr' ? 2 : 1;
  return fileDestination({ fd, sync: true, maxLength: unwrittenLimitBytes }).on('error', () => undefined);
}

function prettyLines(stream: NodeJS.WritableStream): DestinationStream {
  stream.on('error', () => undefined);
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      stream.write(`${prettyLine(line)}\n`);
      done();
    },
  });
}

/** `12:03:44 info  name: message key=value`. */
export function prettyLine(line: string): string {
  const { time, level, name, msg, error, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const clock = new Date(Number(time)).toISOString().slice(11, 19);
  const facts = Object.entries(rest).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const failure = (error ?? err) as { stack?: string } | undefined;
  const stack = failure?.stack === undefined ? '' : `\n${failure.stack}`;
  return `${clock} ${(levelNames[Number(level)] ?? 'info').padEnd(5)} ${name}: ${msg ?? ''}${facts.join('')}${stack}`;
}
