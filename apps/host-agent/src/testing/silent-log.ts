import type { Log } from '../log.ts';

/** A log for tests that keeps what was said, for those that look. */
export function silentLog(lines: string[] = []): Log {
  const say = (_fields: object, message: string): void => void lines.push(message);
  return { debug: say, info: say, warn: say, error: say, child: () => silentLog(lines) };
}
