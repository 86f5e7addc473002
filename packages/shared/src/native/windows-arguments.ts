/** What Windows wants of a program's arguments and environment: one text each. Pure. */
import { AppError } from '../errors/app-error.ts';

/** Of CreateProcessW, with the zero at its end. */
const commandLineLimit = 32_767;

/**
 * One command line that `CommandLineToArgvW` and the C runtime take apart into exactly these arguments: a backslash is
 * only doubled before a quote, where it would mean something else.
 *
 * @throws `invalid-input` for what no command line can hold
 */
export function windowsCommandLine(argv: readonly string[]): string {
  const line = argv.map(quoteArgument).join(' ');
  if (line.includes('\0')) throw new AppError('invalid-input', 'An argument has a zero character in it.');
  if (line.length < commandLineLimit) return line;
  throw new AppError(
    'invalid-input',
    `Windows takes at most ${commandLineLimit - 1} characters of arguments.`,
  );
}

function quoteArgument(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument;
  const inner = argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1');
  return `"${inner}"`;
}

/** `NAME=value` in UTF-16, each ended by a zero, sorted as Windows wants it, and one more zero at the end. */
export function environmentBlock(env: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(env).sort(([one], [other]) => compareNames(one, other));
  const text = entries.map(([name, value]) => `${name}=${value}\0`).join('');
  if (entries.some(([name, value]) => `${name}${value}`.includes('\0'))) {
    throw new AppError('invalid-input', 'A variable of the environment has a zero character in it.');
  }
  return Buffer.from(`${text === '' ? '\0' : text}\0`, 'utf16le');
}

/** By code units of their capitals, whatever the locale. */
function compareNames(one: string, other: string): number {
  const [a, b] = [one.toUpperCase(), other.toUpperCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The environment with other values; Windows does not tell names apart by their case, so an old spelling goes. */
export function withVariables(
  env: Readonly<Record<string, string | undefined>>,
  changes: Readonly<Record<string, string>>,
): Record<string, string> {
  const changed = new Set(Object.keys(changes).map((name) => name.toUpperCase()));
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !changed.has(entry[0].toUpperCase()),
  );
  return { ...Object.fromEntries(kept), ...changes };
}
