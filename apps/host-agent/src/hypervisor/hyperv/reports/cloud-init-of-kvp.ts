/** cloud-init's progress as its events tell it. Pure. */
import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import { type CloudInitEvent, readCloudInitEvents } from './cloud-init-events.ts';
import type { KvpItem } from './kvp-item.ts';

/** Its reporter's names for the stages, and those by which cloud-init's own status calls them. */
const stageNames = {
  'init-local': 'init-local',
  'init-network': 'init',
  'modules-config': 'modules-config',
  'modules-final': 'modules-final',
} as const;
type Reported = keyof typeof stageNames;
const lastStage: Reported = 'modules-final';

/** As many as a status has room for. */
const errorsOfStage = 32;

/** Null when it has told nothing. Only the last boot counts: a guest keeps what it wrote in earlier ones for a while. */
export function cloudInitOfKvp(items: readonly KvpItem[]): CloudInitStatus | null {
  const refusal = items.find(({ Source }) => Source === 'refused');
  if (refusal !== undefined) return { ...unknown, errors: [`KVP: ${refusal.Data}`] };
  const all = readCloudInitEvents(items);
  const boot = Math.max(...all.map(({ incarnation }) => incarnation));
  const events = all.filter(({ incarnation }) => incarnation === boot);
  const stages = (Object.keys(stageNames) as Reported[]).flatMap((name) => stageOf(name, events) ?? []);
  if (stages.length === 0) return null;
  const errors = [...new Set(stages.flatMap((stage) => stage.errors))].slice(0, 64);
  return { ...unknown, state: stateOf(events), stages, errors };
}

/** What only an agent inside can tell is not told. */
const unknown: CloudInitStatus = {
  state: 'not-started',
  stages: [],
  errors: [],
  instanceId: null,
  datasource: null,
  simulated: false,
};

function stageOf(
  name: Reported,
  events: readonly CloudInitEvent[],
): CloudInitStatus['stages'][number] | null {
  const own = events.filter((event) => event.name === name);
  if (own.length === 0) return null;
  const failed = events.filter(({ name: part, result }) => part.startsWith(`${name}/`) && isBad(result));
  // A stage is as bad as the worst of its parts, so its own words are needed only where no part has any.
  const words = failed.length > 0 ? failed : own.filter(({ result }) => isBad(result));
  return {
    name: stageNames[name],
    startedAt: own.find(({ type }) => type === 'start')?.at ?? null,
    endedAt: own.find(({ type }) => type === 'finish')?.at ?? null,
    errors: words.slice(0, errorsOfStage).map(describe),
  };
}

const isBad = (result: CloudInitEvent['result']): boolean => result === 'FAIL' || result === 'WARN';

const describe = ({ name, result, message }: CloudInitEvent): string =>
  `${name.split('/').at(-1)} ${result === 'FAIL' ? 'failed' : 'warned'}: ${message}`;

function stateOf(events: readonly CloudInitEvent[]): CloudInitStatus['state'] {
  const hasEnded = events.some(({ name, type }) => name === lastStage && type === 'finish');
  if (!hasEnded) return 'running';
  return events.some(({ result }) => result === 'FAIL') ? 'error' : 'done';
}
