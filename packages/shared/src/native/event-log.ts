/** Windows' event log, where an administrator looks first. Only for what starts, stops or fails; the rest is in the log file. */
import { koffi } from './koffi.ts';

const types = { information: 4, warning: 2, error: 1 } as const;
/** Windows refuses longer texts (31,839 characters). */
const textLimit = 30_000;

export type EventKind = keyof typeof types;

/**
 * Writes one event under a source that the installer has registered. False when Windows did not take it: an event log
 * that is full or out of reach must stop nobody.
 */
export function writeEvent(source: string, event: { kind: EventKind; id: number; text: string }): boolean {
  if (process.platform !== 'win32') return false;
  const library = koffi().load('advapi32.dll');
  const open = library.func('void *RegisterEventSourceW(str16 server, str16 source)');
  const report = library.func(
    'int ReportEventW(void *log, uint16_t type, uint16_t category, uint32_t id, void *user, uint16_t count, uint32_t bytes, str16 *texts, void *data)',
  );
  const close = library.func('int DeregisterEventSource(void *log)');
  const log = open(null, source) as bigint | null;
  if (log === null) return false;
  const text = event.text.slice(0, textLimit);
  const isWritten = report(log, types[event.kind], 0, event.id, null, 1, 0, [text], null) as number;
  close(log);
  return isWritten !== 0;
}
