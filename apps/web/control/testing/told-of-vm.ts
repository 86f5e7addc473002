/** A host that says of a VM, or of itself, what a test has it say, asked for as a viewer's page does. */
import { jsonHandler } from '@busbar/shared/http2/json-handler';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import { makeJob } from './make-job.ts';
import { signIn } from './sign-in.ts';
import { startTestPlane, type TestPlane } from './test-plane.ts';

type Told = {
  /** Asks after the host was told what to say. */
  readonly ask: (told: unknown) => Promise<{ readonly status: number; readonly body: unknown }>;
  /** Asks the same of a host that is offline. */
  readonly askOffline: () => Promise<{ readonly status: number; readonly body: unknown }>;
};

/** `what` is the last part of the path, on the link and at the control plane. */
export const toldOfVm = (what: string): Told =>
  toldBy(`GET /v1/vms/:vmId/${what}`, ({ vmId }) => `/live/vms/${vmId}/${what}`);
export const toldOfHost = (what: string): Told =>
  toldBy(`GET /v1/${what}`, ({ hostId }) => `/live/hosts/${hostId}/${what}`);

type Asked = { readonly hostId: string; readonly vmId: string };

function toldBy(route: string, pathOf: (asked: Asked) => string): Told {
  let plane: TestPlane;
  let online: Asked;
  let offline: Asked;
  let answer: unknown;
  beforeAll(async () => {
    plane = await startTestPlane();
    const host = await plane.newHost();
    host.misbehaves = {
      [route]: (request) => jsonHandler(z.unknown(), z.unknown(), () => answer)(request),
    };
    await host.link();
    const other = await plane.newHost();
    await waitFor(
      'the host to be online',
      async () => (await plane.db.read.host.findFirst())?.state === 'online',
    );
    const withVm = async (hostId: string): Promise<Asked> => {
      const { vmId } = await makeJob(plane, hostId, { kind: 'vm.start' });
      return { hostId, vmId };
    };
    online = await withVm(host.identity.hostId);
    offline = await withVm(other.identity.hostId);
  });
  afterAll(() => plane.stop());
  const get = async (asked: Asked) => {
    const { headers } = await signIn(plane, 'viewer');
    const response = await fetch(`${plane.publicUrl}${pathOf(asked)}`, { headers });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  return {
    ask: (told) => {
      answer = told;
      return get(online);
    },
    askOffline: () => get(offline),
  };
}
