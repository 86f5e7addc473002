/**
 * Events that cloud-init's reporting handler `hyperv` writes as key-value pairs (cloudinit/reporting/handlers.py):
 *
 *     CLOUD_INIT|<incarnation>|<start or finish>|<name>|<uuid>[|<slice>]
 *     {"name":"modules-final","type":"finish","ts":"2026-11-21T19:00:00.123456Z","result":"SUCCESS","msg":"…"}
 *
 * The incarnation is when the guest was booted, in seconds. An event of more than 1,024 characters is cut into slices
 * with `msg_i`, wherever the message happens to be, so a slice alone may be no JSON. Pure.
 */
import { z } from 'zod';
import { type KvpItem, printable } from './kvp-item.ts';

export type CloudInitEvent = {
  readonly incarnation: number;
  readonly type: 'start' | 'finish';
  /** A stage, or a part of one: `init-network/config-ssh`. */
  readonly name: string;
  readonly at: number | null;
  readonly result: 'SUCCESS' | 'WARN' | 'FAIL' | null;
  readonly message: string;
};

const key = /^(CLOUD_INIT\|(\d{1,12})\|(?:start|finish)\|.{1,256}\|[0-9a-f-]{36})(?:\|(\d{1,4}))?$/;
/** The message of a slice stands last. */
const slice = /^(\{.*"msg_i":\d+,"msg":")(.*)"\}$/s;
const messageLimit = 2048;

const Value = z.object({
  name: z.string().min(1).max(256),
  type: z.enum(['start', 'finish']),
  ts: z.string().max(64).optional(),
  result: z.enum(['SUCCESS', 'WARN', 'FAIL']).nullish().catch(null),
  msg: z.string(),
});

/** What is no event of cloud-init, or no whole one, is left out. */
export function readCloudInitEvents(items: readonly KvpItem[]): readonly CloudInitEvent[] {
  const written = new Map<string, Written>();
  for (const { Source, Name, Data } of items) {
    const [, event, incarnation, index] = Source === 'guest' ? (key.exec(Name) ?? []) : [];
    if (event === undefined) continue;
    const { slices } = written.get(event) ?? { slices: [] };
    slices[Number(index ?? 0)] = Data;
    written.set(event, { incarnation: Number(incarnation), slices });
  }
  return [...written.values()].flatMap((event) => readEvent(event) ?? []);
}

type Written = { readonly incarnation: number; readonly slices: string[] };

function readEvent({ incarnation, slices }: Written): CloudInitEvent | null {
  const value = Value.safeParse(parseJson(slices.length === 1 ? (slices[0] ?? '') : '') ?? joined(slices));
  if (!value.success) return null;
  const { name, type, ts, result = null, msg } = value.data;
  const at = ts === undefined ? Number.NaN : Date.parse(ts);
  return {
    incarnation,
    type,
    name: printable(name, 256),
    at: Number.isFinite(at) && at >= 0 ? at : null,
    result,
    message: printable(msg, messageLimit),
  };
}

/** Up to the first slice that is missing; an escape sequence that is cut off there goes too. */
function joined(slices: readonly (string | undefined)[]): unknown {
  const parts: string[] = [];
  let head = '';
  for (const text of slices) {
    const [, begin, message] = text === undefined ? [] : (slice.exec(text) ?? []);
    if (begin === undefined || message === undefined) break;
    if (parts.length === 0) head = begin;
    parts.push(message);
  }
  const message = parts.join('');
  return parseJson(`${head}${message}"}`) ?? parseJson(`${head}${withoutCutEscape(message)}"}`);
}

const withoutCutEscape = (text: string): string =>
  text.replace(/(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$/, '$1');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
