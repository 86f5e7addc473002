import type { CloudInitStatus } from '@busbar/shared/protocol/channel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudInitPairs, encodeEvent, type Pairs } from '../simulator/guests/kvp-pairs.ts';
import { readCloudInitEvents } from './cloud-init-events.ts';
import { cloudInitOfKvp } from './cloud-init-of-kvp.ts';
import type { KvpItem } from './kvp-item.ts';

const uuid = '3f2a9c1e-5b1d-4f0e-9a55-0c2f5d1f9b10';
const startedAt = Date.parse('2026-11-21T19:00:00.123Z');

const itemsOf = (pairs: Pairs): KvpItem[] =>
  Object.entries(pairs).map(([Name, Data]) => ({ VMId: uuid, Source: 'guest', Name, Data }));

type Stage = CloudInitStatus['stages'][number];
const stage = (name: string, more: Partial<Stage> = {}): Stage => ({
  name,
  startedAt,
  endedAt: startedAt + 1000,
  errors: [],
  ...more,
});
const written = (...stages: Stage[]): KvpItem[] => {
  const status = { stages } as CloudInitStatus;
  return itemsOf(cloudInitPairs(status, () => uuid));
};

describe('cloud-init by its key-value pairs', () => {
  it('is unknown where it has told nothing', () => {
    expect(cloudInitOfKvp([])).toBeNull();
    expect(
      cloudInitOfKvp(itemsOf({ OSName: 'Linux', CLOUD_INIT: 'x', 'CLOUD_INIT|1|start|a|b': '{}' })),
    ).toBeNull();
  });

  it('runs until its last stage has ended, with cloud-init’s own names and times', () => {
    const items = written(stage('init-local'), stage('init', { endedAt: null }));
    expect(cloudInitOfKvp(items)).toMatchObject({
      state: 'running',
      stages: [
        { name: 'init-local', startedAt, endedAt: startedAt + 1000 },
        { name: 'init', startedAt, endedAt: null },
      ],
    });
    expect(cloudInitOfKvp(written(stage('modules-final', { endedAt: null })))?.state).toBe('running');
    expect(cloudInitOfKvp(written(stage('modules-final')))).toMatchObject({ state: 'done', errors: [] });
  });

  it('has failed when a stage has, and says which part', () => {
    const items = written(stage('modules-config', { errors: ['no such user'] }), stage('modules-final'));
    const failure = 'config-1 failed: running config-1 with frequency once-per-instance: no such user';
    expect(cloudInitOfKvp(items)).toMatchObject({ state: 'error', errors: [failure] });
  });

  it('goes on where a part only warned', () => {
    const about = { type: 'finish', atMs: startedAt, result: 'WARN' } as const;
    const items = itemsOf({
      ...encodeEvent(`CLOUD_INIT|1|finish|init-network/config-x|${uuid}`, {
        ...about,
        name: 'init-network/config-x',
        msg: 'slow',
      }),
      ...encodeEvent(`CLOUD_INIT|1|finish|init-network|${uuid}`, {
        ...about,
        name: 'init-network',
        msg: 'm',
      }),
      ...encodeEvent(`CLOUD_INIT|1|finish|modules-final|${uuid}`, {
        ...about,
        result: 'SUCCESS',
        name: 'modules-final',
        msg: 'm',
      }),
    });
    expect(cloudInitOfKvp(items)).toMatchObject({ state: 'done', errors: ['config-x warned: slow'] });
  });

  it('forgets earlier boots', () => {
    const earlier = written(stage('init', { errors: ['broken'] }), stage('modules-final'));
    const later = written(stage('init', { startedAt: startedAt + 60_000, endedAt: null }));
    expect(cloudInitOfKvp([...earlier, ...later])).toMatchObject({ state: 'running', errors: [] });
  });

  it('tells a guest that wrote too much as one that is not believed', () => {
    const refused = { VMId: uuid, Source: 'refused', Name: '', Data: 'too many' } as const;
    expect(cloudInitOfKvp([refused])).toMatchObject({ state: 'not-started', errors: ['KVP: too many'] });
  });
});

describe('an event of cloud-init', () => {
  const event = { name: 'modules-final', type: 'finish', atMs: startedAt, result: 'FAIL' } as const;
  const key = `CLOUD_INIT|1795000000|finish|modules-final|${uuid}`;

  it('is put together again from its slices, wherever the message was cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), fc.nat(30), (text, lead) => {
        const msg = ('x'.repeat(lead) + text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '"')).slice(0, 2000);
        const items = itemsOf(encodeEvent(key, { ...event, msg }));
        expect(readCloudInitEvents(items.toReversed())).toMatchObject([{ message: msg, at: startedAt }]);
      }),
    );
  });

  it('ends at the first slice that is missing', () => {
    const msg = '\\"é'.repeat(1000);
    const items = itemsOf(encodeEvent(key, { ...event, msg }));
    expect(items.length).toBeGreaterThan(3);
    for (let kept = 1; kept < items.length; kept += 1) {
      const [read] = readCloudInitEvents([...items.slice(0, kept), ...items.slice(kept + 1)]);
      expect(msg.startsWith(read?.message ?? '?')).toBe(true);
    }
  });

  it('has no characters that could deceive who reads it, and no more than fit', () => {
    const msg = `\u001b[31mred\nnext\u202egnihtyna${'y'.repeat(5000)}`;
    const [read] = readCloudInitEvents(itemsOf(encodeEvent(key, { ...event, msg })));
    expect(read?.message).toMatch(/^\ufffd\[31mred\ufffdnext\ufffdgnihtynay+$/);
    expect(read?.message).toHaveLength(2048);
  });

  it('never fails, whatever a guest writes', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constant(key),
      fc.nat(20_000).map((n) => `${key}|${n}`),
    );
    const data = fc.oneof(fc.string(), fc.json(), fc.constant('{"msg_i":0,"msg":"\\u00"}'));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, data)), (pairs) => {
        cloudInitOfKvp(pairs.map(([Name, Data]) => ({ VMId: uuid, Source: 'guest', Name, Data })));
      }),
    );
  });
});
