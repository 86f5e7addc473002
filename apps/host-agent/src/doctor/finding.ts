/** One thing that this machine must have, and what to do where it has not. */
export type Finding = {
  readonly name: string;
  /** `unknown`: it could not be found out, which keeps nothing from working. */
  readonly state: 'ok' | 'missing' | 'unknown';
  readonly message: string;
  /** One line; empty when there is nothing to do. */
  readonly remedy: string;
};

export const ok = (name: string, message: string): Finding => ({ name, state: 'ok', message, remedy: '' });
export const missing = (name: string, message: string, remedy: string): Finding => ({
  name,
  state: 'missing',
  message,
  remedy,
});
export const unknown = (name: string, message: string, remedy = ''): Finding => ({
  name,
  state: 'unknown',
  message,
  remedy,
});

const marks = { ok: 'ok     ', missing: 'MISSING', unknown: 'unknown' } as const;

/** Two lines at most, of which the second one says what to do. */
export function describeFinding({ name, state, message, remedy }: Finding): string {
  const line = `${marks[state]}  ${name}: ${oneLine(message)}`;
  return remedy === '' ? line : `${line}\n         → ${oneLine(remedy)}`;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
