import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../auth/actor.ts';
import { addHost } from '../../testing/fleet-fixtures.ts';
import { type ServiceHarness, serviceHarness } from '../../testing/service-harness.ts';
import { retryJob } from '../job/retry-job.ts';
import { readJobView } from '../views/job.ts';
import { requestSwitchJob, type SwitchJob } from './request-switch-job.ts';

const switchId = '2b1c6a54-0a51-4c1f-9d0e-6a2f7d9c1b3e';
let harness: ServiceHarness;
let administrator: Actor;
let hostId: string;
beforeEach(async () => {
  harness = await serviceHarness();
  administrator = await harness.addPerson('administrator');
  hostId = await addHost(harness, { abilities: ['switches'] });
});
afterEach(() => harness.remove());

/** Each kind with what its document has. */
const kinds = [
  [
    'switch.create',
    { name: 'Lab', type: 'external', adapter: 'Ethernet 2', sharesAdapter: false, notes: 'n' },
  ],
  ['switch.remove', { switchId, name: 'Lab' }],
] as const;
type Kind = (typeof kinds)[number][0];

const request = (kind: Kind, what: object, actor = administrator, on = hostId) =>
  requestSwitchJob(harness.deps, actor, { kind, input: { hostId: on, ...what } } as SwitchJob);
const read = () => harness.deps.db.read;
const write = (work: Parameters<ServiceHarness['deps']['db']['write']>[0]) => harness.deps.db.write(work);

describe.each(kinds)('%s', (kind, what) => {
  it('is queued for the host without any VM, with its audit entry and a nudge', async () => {
    const { jobId } = await request(kind, what);
    const job = await read().job.findUniqueOrThrow({ where: { id: jobId } });
    expect(job).toMatchObject({ kind, vmId: null, hostId, state: 'queued' });
    expect(JSON.parse(job.document)).toEqual(what);
    expect(harness.nudged).toEqual([jobId]);
    expect((await readJobView(read(), jobId))?.title).toMatch(/ the virtual switch Lab$/);
    const audited = await read().auditEntry.findMany({ where: { action: kind } });
    expect(audited).toMatchObject([{ targetType: 'host', targetId: hostId, outcome: 'allowed' }]);
    expect(JSON.parse(audited[0]?.details ?? '')).toEqual({ jobId, ...what });
  });

  it('is done again after it failed', async () => {
    const { jobId } = await request(kind, what);
    await write((transaction) => transaction.job.update({ where: { id: jobId }, data: { state: 'failed' } }));
    const again = await retryJob(harness.deps, administrator, { jobId });
    const job = await read().job.findUniqueOrThrow({ where: { id: again.jobId } });
    expect(job).toMatchObject({ kind, retryOfId: jobId, hostId });
    expect(JSON.parse(job.document)).toEqual(what);
  });

  describe('is refused, with nothing written', () => {
    afterEach(async () => expect(await read().job.count()).toBe(0));

    it('on a host whose drivers have no switches', async () => {
      const plain = await addHost(harness, { name: 'plain' });
      await expect(request(kind, what, administrator, plain)).rejects.toMatchObject({ code: 'unsupported' });
    });

    it('on a host that is not there', async () => {
      await expect(request(kind, what, administrator, switchId)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('for who may not', async () => {
      const operator = await harness.addPerson('operator');
      await expect(request(kind, what, operator)).rejects.toMatchObject({ code: 'forbidden' });
    });
  });
});
