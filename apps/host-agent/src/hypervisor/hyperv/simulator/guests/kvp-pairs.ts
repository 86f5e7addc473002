/**
 * Key-value pairs as real guests write them: those of hv_kvp_daemon (tools/hv/hv_kvp_daemon.c), and the events of
 * cloud-init's reporting handler `hyperv` (cloudinit/reporting/handlers.py). Pure.
 */
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';

export type Pairs = Readonly<Record<string, string>>;

/** Of a Linux guest without an address, as a sandbox is. */
export const intrinsicPairs = (hostName: string): Pairs => ({
  FullyQualifiedDomainName: hostName,
  IntegrationServicesVersion: '4.1',
  NetworkAddressIPv4: '',
  NetworkAddressIPv6: '',
  OSBuildNumber: '6.1.0',
  OSName: 'Linux',
  OSMajorVersion: '6',
  OSMinorVersion: '1',
  OSVersion: '6.1',
  ProcessorArchitecture: 'x86_64',
});

const reportedNames: Readonly<Record<string, string>> = { init: 'init-network' };

/** Events of what has happened so far. @param uuidOf an id of each event, the same at each look. */
export function cloudInitPairs(status: CloudInitStatus, uuidOf: (event: string) => string): Pairs {
  const began = status.stages[0]?.startedAt ?? 0;
  const incarnation = Math.floor(began / 1000);
  const events = status.stages.flatMap(({ name, startedAt, endedAt, errors }): KvpEvent[] => {
    const stage = reportedNames[name] ?? name;
    const result = errors.length > 0 ? 'FAIL' : 'SUCCESS';
    const about = { name: stage, msg: `running ${stage}` };
    return [
      { ...about, type: 'start', atMs: startedAt ?? began },
      ...errors.map((error, index): KvpEvent => {
        const part = `config-${index + 1}`;
        const msg = `running ${part} with frequency once-per-instance: ${error}`;
        return { name: `${stage}/${part}`, type: 'finish', atMs: endedAt ?? began, result, msg };
      }),
      ...(endedAt === null ? [] : [{ ...about, type: 'finish' as const, atMs: endedAt, result }]),
    ];
  });
  return Object.assign(
    {},
    ...events.map((event) => {
      const key = `CLOUD_INIT|${incarnation}|${event.type}|${event.name}`;
      return encodeEvent(`${key}|${uuidOf(key)}`, event);
    }),
  );
}

export type KvpEvent = {
  readonly name: string;
  readonly type: 'start' | 'finish';
  readonly atMs: number;
  readonly result?: string;
  readonly msg: string;
};

/** What Azure allows a value, which the handler keeps to everywhere. */
const valueLimit = 1024;

/** One pair, or slices of the message where it is too long for one. */
export function encodeEvent(key: string, { name, type, atMs, result, msg }: KvpEvent): Pairs {
  const ts = new Date(atMs).toISOString().replace('Z', '000Z');
  const meta = { name, type, ts, ...(result === undefined ? {} : { result }) };
  const whole = asciiJson({ ...meta, msg });
  if (whole.length <= valueLimit) return { [key]: whole };
  const pairs: Record<string, string> = {};
  let rest = asciiJson(msg).slice(1, -1);
  for (let index = 0; index === 0 || rest !== ''; index += 1) {
    const empty = asciiJson({ ...meta, msg_i: index, msg: '' });
    const room = valueLimit - empty.length - 8;
    pairs[`${key}|${index}`] = empty.replace('"msg":""', () => `"msg":"${rest.slice(0, room)}"`);
    rest = rest.slice(room);
  }
  return pairs;
}

/** As Python's json.dumps writes it. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
