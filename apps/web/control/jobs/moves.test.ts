/** A VM that goes from one host to another, as both tell it in whatever order. */
import { join } from 'node:path';
import { type VmDestination, type VmMoveDocument, wentAll } from '@busbar/shared/jobs/vm-move';
import type { ObservedVm } from '@busbar/shared/protocol/link';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNudgeQueue, type NudgeQueue } from '../dispatch/nudge-queue.ts';
import type { FakeHost } from '../hosts/testing/fake-host.ts';
import { makeJob } from '../testing/make-job.ts';
import { startRealHost } from '../testing/real-host.ts';
import { removeByAdministrator } from '../testing/remove-by-administrator.ts';
import { type SignedIn, signIn } from '../testing/sign-in.ts';
import { stepStates } from '../testing/step-states.ts';
import { startTestPlane, type TestPlane } from '../testing/test-plane.ts';

let plane: TestPlane;
let nudges: NudgeQueue;
let from: FakeHost;
let to: FakeHost;
let jobId: string;
let vmId: string;
let admin: SignedIn;
beforeAll(async () => {
  plane = await startTestPlane();
  admin = await signIn(plane, 'administrator');
  nudges = createNudgeQueue(plane.redis.socketPath, (error) => {
    throw error;
  });
});
afterAll(async () => {
  await nudges.close();
  await plane.stop();
});
const destination: VmDestination = { hostName: 'b', machine: 'B', folder: '/vms/x', freeBytes: 1 };
const job = () => plane.db.read.job.findUniqueOrThrow({ where: { id: jobId } });
const setDocument = (document: VmMoveDocument) =>
  plane.db.write((transaction) =>
    transaction.job.update({ where: { id: jobId }, data: { document: JSON.stringify(document) } }),
  );
const vm = () => plane.db.read.vm.findUniqueOrThrow({ where: { id: vmId } });
const observed = (power: ObservedVm['power'] = 'running'): ObservedVm => ({
  ...{ vmId, driver: 'sandbox', name: 'x', power, cpuCount: 1, memoryBytes: 64 * 2 ** 20 },
  ...{ channel: 'up', hello: null, heartbeat: null },
});
const ended = (outcome: string, { leftBehind = [] as readonly string[], attempt = 1 } = {}) => ({
  ...{ type: 'job-ended', jobId, attempt, outcome, leftBehind },
  ...(outcome === 'succeeded'
    ? {}
    : { error: { code: 'internal', message: 'It failed.', retryable: false } }),
});
const hasApplied = (host: FakeHost) =>
  waitFor('what the host told', () => host.ackedSeq === host.events.length);
const remove = (host: FakeHost): Promise<void> => removeByAdministrator(plane, admin, host);
const isAt = async (host: FakeHost): Promise<boolean> => (await vm()).hostId === host.identity.hostId;

describe('by what hosts tell', () => {
  beforeEach(async () => {
    [from, to] = [await plane.newHost(), await plane.newHost()];
    ({ jobId, vmId } = await makeJob(plane, from.identity.hostId, { kind: 'vm.move' }));
    await setDocument({ vmId, toHostId: to.identity.hostId, driver: 'sandbox', to: destination });
    from.vms = [observed()];
    await from.link();
    await to.link();
    await nudges.nudge(jobId);
    await waitFor('the job to run', async () => (await job()).state === 'running');
  });

  it('is its new host’s once the move has succeeded, never missing on the way, and seen there at once', async () => {
    to.vms = [observed()];
    to.report({ type: 'vm-observed', vm: observed() });
    await hasApplied(to);
    from.vms = [];
    from.report({ type: 'vm-gone', vmId });
    await hasApplied(from);
    expect(await vm()).toMatchObject({ hostId: from.identity.hostId, state: 'running' });
    from.report(ended('succeeded'));
    await waitFor('its new host', () => isAt(to));
    await waitFor('the channel there', async () => (await vm()).channel === 'up');
    expect((await vm()).state).toBe('running');
    // What its former host says of it later means nothing.
    from.report({ type: 'vm-gone', vmId });
    await hasApplied(from);
    expect((await vm()).state).toBe('running');
    to.report({ type: 'vm-observed', vm: observed('stopped') });
    await waitFor('the word of its new host', async () => (await vm()).state === 'stopped');
  });

  it('goes on after its host was away, whose inventory lacks it, and tells when its new host is back', async () => {
    await to.cut();
    await from.cut();
    from.vms = [];
    from.unfinished = [{ jobId, attempt: 1 }];
    await from.link();
    from.report(ended('succeeded'));
    await waitFor('its new host', () => isAt(to));
    expect(await vm()).toMatchObject({ state: 'running', channel: 'unknown' });
    to.vms = [observed()];
    await to.link();
    await waitFor('the channel there', async () => (await vm()).channel === 'up');
  });

  it('stays where it is when the move fails, though its new host says that it has it', async () => {
    to.vms = [observed()];
    to.report({ type: 'vm-observed', vm: observed('stopped') });
    from.report(ended('failed'));
    await waitFor('the end', async () => (await job()).state === 'failed');
    await to.cut();
    await to.link();
    to.report({ type: 'vm-observed', vm: observed('stopped') });
    await hasApplied(to);
    expect(await vm()).toMatchObject({ hostId: from.identity.hostId, state: 'running' });
  });

  it('goes with a move that was cancelled too late', async () => {
    from.vms = [];
    from.report(ended('cancelled', { leftBehind: [wentAll(destination)] }));
    await waitFor('its new host', () => isAt(to));
  });

  it('is found at its new host when its former one has lost its journal, and cannot say what became of it', async () => {
    await from.cut();
    [from.vms, from.unfinished] = [[], []];
    to.vms = [observed()];
    await from.link();
    await waitFor('the second attempt', async () => {
      const { attempt, state } = await job();
      return attempt === 2 && state === 'running';
    });
    from.report(ended('failed', { attempt: 2 }));
    await waitFor('its new host', () => isAt(to));
    await waitFor('the channel there', async () => (await vm()).channel === 'up');
  });

  it('is missing while its new host is away too, which then has it; nobody gets it by saying so', async () => {
    await to.cut();
    from.vms = [];
    from.report(ended('failed'), { type: 'vm-gone', vmId });
    await waitFor('the truth', async () => (await vm()).state === 'missing');
    const thief = await plane.newHost();
    thief.vms = [observed()];
    await thief.link();
    expect(await vm()).toMatchObject({ hostId: from.identity.hostId, state: 'missing' });
    to.vms = [observed()];
    await to.link();
    await waitFor('its new host', () => isAt(to));
    expect((await vm()).state).toBe('running');
  });

  describe('when a host lies,', () => {
    it('is nobody’s who claims it, or says that a move which is not theirs has ended', async () => {
      const thief = await plane.newHost('thief');
      thief.vms = [observed('stopped')];
      await thief.link();
      for (const liar of [thief, to]) {
        liar.report({ type: 'vm-observed', vm: observed('stopped') }, ended('succeeded'));
        liar.report({ type: 'vm-gone', vmId });
        await hasApplied(liar);
      }
      expect(await vm()).toMatchObject({ hostId: from.identity.hostId, state: 'running' });
      expect((await job()).state).toBe('running');
    });

    it('is missing at its new host, for all to see, when its former one only says that it went', async () => {
      from.report(ended('succeeded'));
      await waitFor('the truth', async () => (await vm()).state === 'missing');
      expect(await isAt(to)).toBe(true);
      await from.cut();
      await from.link();
      from.report({ type: 'vm-observed', vm: observed() });
      await hasApplied(from);
      expect(await vm()).toMatchObject({ hostId: to.identity.hostId, state: 'missing' });
    });

    it('goes nowhere by a move that its host says it began by itself', async () => {
      from.report(ended('failed'));
      const own = plane.newId();
      const asked = { vmId, vmName: 'x', kind: 'vm.move', requestedBy: 'root', document: { vmId } };
      from.report({ type: 'job-begun', jobId: own, attempt: 1, job: asked });
      from.report({ ...ended('succeeded'), jobId: own });
      await waitFor(
        'its end',
        async () => (await plane.db.read.job.count({ where: { id: own, state: 'succeeded' } })) === 1,
      );
      expect(await vm()).toMatchObject({ hostId: from.identity.hostId, state: 'running' });
      await hasApplied(from);
    });
  });

  describe('when its host is removed, which is away for good,', () => {
    const goAway = async (...seenThere: ObservedVm[]): Promise<void> => {
      await from.cut();
      to.vms = seenThere;
    };

    it('is its new host’s, and in the lists again, when that one has it', async () => {
      await goAway(observed());
      await remove(from);
      await waitFor('its new host', () => isAt(to));
      const { name, ...row } = await vm();
      expect(row).toMatchObject({ state: 'running', channel: 'up', deletedAt: null, liveName: name });
      const { state, leftBehind, error } = await job();
      expect([state, leftBehind]).toEqual(['failed', JSON.stringify([wentAll(destination)])]);
      expect(error).toContain('The host was removed.');
    });

    it('is found once its new host is back, under its name if that is free', async () => {
      await goAway(observed());
      await to.cut();
      await remove(from);
      const { name, liveName } = await vm();
      expect(liveName).toBeNull();
      const other = await makeJob(plane, to.identity.hostId);
      await plane.db.write((transaction) =>
        transaction.vm.update({ where: { id: other.vmId }, data: { liveName: name } }),
      );
      await to.link();
      await waitFor('its new host', () => isAt(to));
      expect(await vm()).toMatchObject({ deletedAt: null, liveName: `${name}@${vmId}` });
    });

    it('is found when it gets there later', async () => {
      await goAway();
      await remove(from);
      to.report({ type: 'vm-observed', vm: observed() });
      await waitFor('its new host', () => isAt(to));
      expect(await vm()).toMatchObject({ state: 'running', channel: 'up', deletedAt: null });
    });

    it('leaves the lists with it when no move was to take it elsewhere, whoever claims it', async () => {
      from.report(ended('failed'));
      await waitFor('the end', async () => (await job()).state === 'failed');
      await goAway();
      await remove(from);
      const thief = await plane.newHost();
      for (const host of [to, thief]) {
        host.vms = [observed()];
        await host.cut();
        await host.link();
        host.report({ type: 'vm-observed', vm: observed() });
        await hasApplied(host);
      }
      const { hostId, deletedAt, liveName } = await vm();
      expect([hostId, liveName]).toEqual([from.identity.hostId, null]);
      expect(deletedAt).not.toBeNull();
    });
  });

  describe('when the host that it was to go to is removed', () => {
    it('is cancelled, and stays', async () => {
      await remove(to);
      await waitFor('the cancel', () => from.cancels.length > 0);
      from.report(ended('cancelled'));
      await waitFor('the end', async () => (await job()).state === 'cancelled');
      expect(await vm()).toMatchObject({ hostId: from.identity.hostId, deletedAt: null });
    });

    it('leaves the lists when it had gone there already', async () => {
      await remove(to);
      from.vms = [];
      from.report(ended('succeeded'));
      await waitFor('the end', async () => (await job()).state === 'succeeded');
      const { hostId, deletedAt, liveName } = await vm();
      expect([hostId, liveName]).toEqual([to.identity.hostId, null]);
      expect(deletedAt).not.toBeNull();
    });

    it('does not begin', async () => {
      await plane.db.write((transaction) =>
        transaction.job.update({ where: { id: jobId }, data: { state: 'waiting', acceptedAt: null } }),
      );
      await remove(to);
      expect(await job()).toMatchObject({ state: 'failed', error: expect.stringContaining('was removed') });
      expect(await vm()).toMatchObject({ hostId: from.identity.hostId, deletedAt: null });
    });
  });
});

describe('between two host agents', () => {
  it('a VM is the other one’s, after its own agent was stopped while it was to go', async () => {
    const { identity } = await plane.newHost('here');
    const folder = join(plane.folder, 'here');
    const there = await startRealHost((await plane.newHost('there')).identity, join(plane.folder, 'there'));
    // Before it is linked: whatever is queued, the sweep sends.
    ({ jobId, vmId } = await makeJob(plane, identity.hostId, { kind: 'vm.move' }));
    await setDocument({
      ...{ vmId, toHostId: there.hostId, driver: 'sandbox' },
      to: {
        ...{ hostName: 'there', machine: 'there', freeBytes: 2 ** 40 },
        folder: join(there.folder, 'vms', vmId),
      },
    });
    let here = await startRealHost(identity, folder, async (driver) => {
      driver.hostMoving.hangs = 'before';
      const spec = { vmId, name: 'x', image: 'test', cpuCount: 1, memoryBytes: 2 ** 26, diskBytes: 2 ** 30 };
      await driver.createDisk({ ...spec, network: 'none' }, () => undefined, new AbortController().signal);
      await driver.createVm({ ...spec, network: 'none' });
    });
    await waitFor('the move to begin', async () => stepStates((await job()).steps)['move-vm'] === 'running');
    await here.stop();
    here = await startRealHost(identity, folder);
    await waitFor('its new host', async () => (await vm()).hostId === there.hostId, { deadlineMs: 25_000 });
    await waitFor('what is seen there', async () => (await vm()).state === 'stopped');
    expect((await job()).state).toBe('succeeded');
    expect(await here.driver.list()).toEqual([]);
    expect((await there.driver.list()).map((each) => each.vmId)).toEqual([vmId]);
    await Promise.all([here.stop(), there.stop()]);
  });
});
