/** A VM on a host that says what a test has it say, asked for as a viewer's page does. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import { makeJob } from './make-job.ts';
import { signIn } from './sign-in.ts';
import { startTestPlane, type TestPlane } from './test-plane.ts';

export type ToldOfVm = {
  /** Asks after the host was told what to say. */
  readonly ask: (told: unknown) => Promise<{ readonly status: number; readonly body: unknown }>;
  /** Asks for a VM of a host that is offline. */
  readonly askOffline: () => Promise<{ readonly status: number; readonly body: unknown }>;
};

/** `what` is the last part of the path, on the link and at the control plane. */
export function toldOfVm(what: string): ToldOfVm {
  let plane: TestPlane;
  let vmId: string;
  let othersVmId: string;
  let answer: unknown;
  beforeAll(async () => {
    plane = await startTestPlane();
    const host = await plane.newHost();
    host.misbehaves = {
      [`GET /v1/vms/:vmId/${what}`]: (request) =>
        jsonHandler(z.unknown(), z.unknown(), () => answer)(request),
    };
    await host.link();
    const other = await plane.newHost();
    await waitFor(
      'the host to be online',
      async () => (await plane.db.read.host.findFirst())?.state === 'online',
    );
    ({ vmId } = await makeJob(plane, host.identity.hostId, { kind: 'vm.start' }));
    ({ vmId: othersVmId } = await makeJob(plane, other.identity.hostId, { kind: 'vm.start' }));
  });
  afterAll(() => plane.stop());
  const get = async (id: string) => {
    const { headers } = await signIn(plane, 'viewer');
    const response = await fetch(`${plane.publicUrl}/live/vms/${id}/${what}`, { headers });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  return {
    ask: (told) => {
      answer = told;
      return get(vmId);
    },
    askOffline: () => get(othersVmId),
  };
}
