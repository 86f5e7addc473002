import { expect, it } from 'vitest';
import { chooseJobs } from './choose-jobs.ts';

const job = (id: string, vmId: string | null, requestedBy: string) => ({ id, vmId, requestedBy });
const ids = (jobs: readonly { id: string }[]) => jobs.map(({ id }) => id);

it('fills the free places, oldest first', () => {
  const waiting = [job('1', 'a', 'x'), job('2', 'b', 'x'), job('3', 'c', 'x')];
  expect(ids(chooseJobs(waiting, [], 2))).toEqual(['1', '2']);
  expect(chooseJobs(waiting, [job('0', 'z', 'x'), job('0', 'y', 'x')], 2)).toEqual([]);
});

it('does one thing at a time to a VM', () => {
  const waiting = [job('1', 'a', 'x'), job('2', 'a', 'x'), job('3', 'b', 'x')];
  expect(ids(chooseJobs(waiting, [], 5))).toEqual(['1', '3']);
  expect(ids(chooseJobs(waiting, [job('0', 'a', 'x')], 5))).toEqual(['3']);
});

it('lets a person with one job go before the many of another', () => {
  const many = ['1', '2', '3', '4'].map((id) => job(id, id, 'busy'));
  expect(ids(chooseJobs([...many, job('5', '5', 'other')], [], 2))).toEqual(['1', '5']);
});
