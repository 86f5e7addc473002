import { HostEvent } from '@busbar/shared/protocol/link';
import { expect, test } from 'vitest';
import { tellable } from './tellable.ts';

const ofJob = { seq: 7, at: 1, jobId: '018f0000-0000-7000-8000-00000000b003', attempt: 1 } as const;
const job = {
  kind: 'vm.start',
  vmId: '018f0000-0000-7000-8000-00000000a003',
  vmName: 'web-1',
  requestedBy: 'root',
} as const;
const begun: HostEvent = { ...ofJob, type: 'job-begun', job };

test('a local job is told as it is to those who know such, and as a log line with the same number to others', () => {
  expect(tellable(begun, { major: 1, minor: 2 })).toBe(begun);
  const told = tellable(begun, { major: 1, minor: 1 });
  expect(HostEvent.parse(told)).toMatchObject({ ...ofJob, type: 'log' });
  const gone: HostEvent = { seq: 8, at: 1, type: 'vm-gone', vmId: job.vmId };
  expect(tellable(gone, { major: 1, minor: 0 })).toBe(gone);
});

test('a job without a VM, and one that imports one, are told to those who know such', () => {
  const size = { cpuCount: 1, memoryBytes: 1, diskBytes: 1 };
  const machine = { driver: 'sandbox', image: 'x', network: 'none' } as const;
  const makes = { ...machine, ...size, template: 'copy of web-1' };
  for (const more of [
    { kind: 'image.import', vmId: null },
    { kind: 'vm.import', makes },
  ]) {
    const event: HostEvent = { ...begun, job: { ...job, ...more } };
    expect(tellable(event, { major: 1, minor: 13 })).toBe(event);
    expect(tellable(event, { major: 1, minor: 12 })).toMatchObject({ ...ofJob, type: 'log' });
  }
});
