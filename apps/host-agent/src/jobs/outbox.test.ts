import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostEvent, HostEventBody } from '@busbar/shared/protocol/link';
import { type TemporaryDirectory, temporaryDirectory } from '@busbar/shared/testing/temporary-directory';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../testing/silent-log.ts';
import { Outbox, outboxLimits } from './outbox.ts';

let folder: TemporaryDirectory;
let now = 1000;
beforeEach(async () => {
  folder = await temporaryDirectory();
});
afterEach(() => folder.remove());
const openOutbox = (): Promise<Outbox> =>
  Outbox.open({ folder: folder.path, nowMs: () => now++, log: silentLog() });

const jobId = '018f0000-0000-7000-8000-000000000001';
const logLine = (line: string): HostEventBody => ({
  type: 'log',
  jobId,
  attempt: 1,
  step: null,
  level: 'info',
  line,
});
const ended: HostEventBody = { type: 'job-ended', jobId, attempt: 1, outcome: 'succeeded', leftBehind: [] };
async function readAll(outbox: Outbox, afterSeq: number): Promise<HostEvent[]> {
  const all: HostEvent[] = [];
  for (;;) {
    const events = await outbox.read(all.at(-1)?.seq ?? afterSeq);
    if (events.length === 0) return all;
    all.push(...events);
  }
}
const linesOf = (events: readonly HostEvent[]): string[] =>
  events.map((event) => (event.type === 'log' ? event.line : event.type));

test('numbers go on without a gap over a restart, even when everything was acknowledged', async () => {
  const first = await openOutbox();
  for (const line of ['a', 'b', 'c']) first.add(logLine(line));
  await first.flushed();
  await first.acknowledge(3);
  await first.close();
  const second = await openOutbox();
  second.add(logLine('d'));
  await second.flushed();
  expect((await readAll(second, 3)).map(({ seq }) => seq)).toEqual([4]);
  await second.close();
});

test('a line goes with what follows it, in their order, and alone when nothing does', async () => {
  const outbox = await openOutbox();
  outbox.add(logLine('all is done'));
  outbox.add(ended);
  await outbox.waitForMore(0, new AbortController().signal);
  const [first, second] = await readAll(outbox, 0);
  expect(linesOf([first, second] as HostEvent[])).toEqual(['all is done', 'job-ended']);
  expect(second?.at).toBe(first?.at);
  outbox.add(logLine('alone'));
  await outbox.waitForMore(2, new AbortController().signal);
  outbox.add(logLine('last'));
  await outbox.close();
  const again = await openOutbox();
  expect(linesOf(await readAll(again, 2))).toEqual(['alone', 'last']);
  await again.close();
});

test('acknowledged segments are removed and the rest is replayed whole', async () => {
  const outbox = await openOutbox();
  const big = 'x'.repeat(8000);
  const count = Math.ceil((3.5 * outboxLimits.segmentBytes) / 8000);
  for (let index = 0; index < count; index += 1) {
    outbox.add(logLine(`${index} ${big}`));
    if (index % 20 === 0) await outbox.flushed();
  }
  await outbox.flushed();
  expect((await readdir(folder.path)).length).toBe(4);
  expect((await readAll(outbox, 0)).map(({ seq }) => seq)).toEqual(
    Array.from({ length: count }, (_, i) => i + 1),
  );
  await outbox.acknowledge(count - 5);
  expect((await readdir(folder.path)).length).toBe(1);
  expect((await readAll(outbox, count - 5)).length).toBe(5);
  expect(() => outbox.refuseGap(1)).toThrow(expect.objectContaining({ code: 'precondition-failed' }));
  await outbox.close();
});

test('a torn end loses only events that nobody was shown', async () => {
  const outbox = await openOutbox();
  outbox.add(logLine('kept'));
  await outbox.flushed();
  const [name = ''] = await readdir(folder.path);
  const path = join(folder.path, name);
  outbox.add(logLine('torn'));
  await outbox.close();
  await truncate(path, (await import('node:fs')).statSync(path).size - 3);
  const again = await openOutbox();
  again.add(logLine('next'));
  await again.flushed();
  expect(linesOf(await readAll(again, 0))).toEqual(['kept', 'next']);
  expect(again.lastSeq).toBe(2);
  await again.close();
});

test('a peer that claims events of another past is refused', async () => {
  const outbox = await openOutbox();
  outbox.add(logLine('a'));
  await outbox.flushed();
  expect(() => outbox.refuseGap(2)).toThrow(
    expect.objectContaining({ details: { oldestSeq: 1, newestSeq: 1 } }),
  );
  await expect(outbox.acknowledge(2)).rejects.toMatchObject({ code: 'precondition-failed' });
  expect(() => outbox.refuseGap(1)).not.toThrow();
  await outbox.close();
});

test('under random disconnects and restarts every event arrives exactly once', async () => {
  // A small generator with a fixed seed, so that a failure can be seen again.
  let state = 42;
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  let outbox = await openOutbox();
  const sent: string[] = [];
  const received: HostEvent[] = [];
  let acked = 0;
  for (let round = 0; round < 300; round += 1) {
    for (let index = random(4); index > 0; index -= 1) {
      sent.push(`line ${sent.length}`);
      outbox.add(logLine(sent.at(-1) ?? ''));
    }
    const action = random(10);
    if (action < 6) {
      // The receiver applies a batch, and perhaps its acknowledgement is lost with the link.
      await outbox.flushed();
      const batch = (await outbox.read(received.at(-1)?.seq ?? 0)).slice(0, 1 + random(5));
      received.push(...batch);
      if (random(2) === 0) {
        acked = received.at(-1)?.seq ?? 0;
        await outbox.acknowledge(acked);
      }
    } else if (action === 6) {
      await outbox.close();
      outbox = await openOutbox();
    }
  }
  await outbox.flushed();
  received.push(...(await readAll(outbox, received.at(-1)?.seq ?? 0)));
  expect(linesOf(received)).toEqual(sent);
  expect(received.map(({ seq }) => seq)).toEqual(sent.map((_, index) => index + 1));
  await outbox.close();
});

test('when it is full, log lines and what an inventory tells are not added, and all that makes up a job is', async () => {
  const outbox = await openOutbox();
  for (let count = 0; count < outboxLimits.unwrittenEvents; count += 1) outbox.add(logLine('before'));
  const vmId = '018f0000-0000-7000-8000-00000000000a';
  const job = { kind: 'vm.delete', vmId, vmName: 'a', requestedBy: 'root' };
  outbox.add({ type: 'job-begun', jobId, attempt: 1, job });
  outbox.add({ type: 'step-changed', jobId, attempt: 1, step: 'delete', state: 'succeeded' });
  outbox.add(logLine('too much'));
  outbox.add({ type: 'vm-gone', vmId });
  outbox.add(ended);
  await outbox.flushed();
  const added = linesOf(await readAll(outbox, outboxLimits.unwrittenEvents));
  expect(added).toEqual(['job-begun', 'step-changed', 'job-ended']);
  await outbox.close();
});

test('waiting for more ends with an event or with the signal', async () => {
  const outbox = await openOutbox();
  const controller = new AbortController();
  const first = outbox.waitForMore(0, controller.signal);
  outbox.add(ended);
  await first;
  const second = outbox.waitForMore(1, controller.signal);
  controller.abort();
  await second;
  expect(await outbox.includes((event) => event.type === 'job-ended')).toBe(true);
  await outbox.close();
});
