import type { RealtimeMessage } from '@busbar/shared/realtime/topics';
import type { QueryClient } from '@tanstack/react-query';
import { type NewestViews, replaceViews, type Versioned } from './newest-views.ts';

type Entity = 'vm' | 'job' | 'host';
type Batch = {
  readonly views: Map<string, Versioned>;
  readonly removed: Set<string>;
  readonly idsOf: Readonly<Record<Entity, Set<string>>>;
};

function collect(messages: readonly RealtimeMessage[], newest: NewestViews): Batch {
  const batch: Batch = {
    views: new Map(),
    removed: new Set(),
    idsOf: { vm: new Set(), job: new Set(), host: new Set() },
  };
  const changed = (entity: Entity, view: Versioned): void => {
    newest.remember(view);
    const known = batch.views.get(view.id);
    if (!known || known.version < view.version) batch.views.set(view.id, view);
    batch.idsOf[entity].add(view.id);
  };
  const removed = (id: string): void => {
    newest.forget(id);
    batch.removed.add(id);
  };
  for (const message of messages) {
    if (message.type === 'vm-changed') changed('vm', message.vm);
    if (message.type === 'job-changed') changed('job', message.job);
    if (message.type === 'host-changed') changed('host', message.host);
    if (message.type === 'vm-removed') removed(message.vmId);
    if (message.type === 'host-removed') removed(message.hostId);
  }
  return batch;
}

type Page = { readonly items?: readonly Versioned[] };
const pagesOf = (data: unknown): readonly Page[] => {
  if (typeof data !== 'object' || data === null) return [];
  return 'pages' in data ? (data.pages as readonly Page[]) : [data as Page];
};

function lacksSome(data: unknown, ids: ReadonlySet<string>): boolean {
  const present = new Set(pagesOf(data).flatMap((page) => page.items?.map((item) => item.id) ?? []));
  return [...ids].some((id) => !present.has(id));
}

function refetchListsThatMiss(client: QueryClient, entity: Entity, ids: ReadonlySet<string>): void {
  for (const query of client.getQueryCache().findAll({ queryKey: [[entity, 'list']] })) {
    if (lacksSome(query.state.data, ids)) void client.invalidateQueries({ queryKey: query.queryKey });
  }
}

/**
 * Applies a batch of messages to every cached answer: rows change in place. A list that does not have a
 * changed entity yet is fetched again, because only the server knows whether its filter lets it in.
 */
export function applyMessages(
  client: QueryClient,
  newest: NewestViews,
  messages: readonly RealtimeMessage[],
): void {
  const batch = collect(messages, newest);
  if (batch.views.size === 0 && batch.removed.size === 0) return;
  for (const query of client.getQueryCache().getAll()) {
    if (query.state.data === undefined) continue;
    const next = replaceViews(query.state.data, batch.views, batch.removed);
    if (next !== query.state.data) query.setData(next, { manual: true });
  }
  for (const entity of ['vm', 'job', 'host'] as const) {
    if (batch.idsOf[entity].size > 0) refetchListsThatMiss(client, entity, batch.idsOf[entity]);
  }
}
