export type LogLevel = 'info' | 'warn' | 'error';
/** One structured line. Never payloads, never secrets. */
export type Log = (level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>) => void;

/** JSON lines, as the journal of a guest likes them. Small on purpose: the agent should weigh little. */
export const jsonLog =
  (write: (line: string) => void, nowMs: () => number): Log =>
  (level, message, fields) =>
    write(`${JSON.stringify({ time: new Date(nowMs()).toISOString(), level, message, ...fields })}\n`);
