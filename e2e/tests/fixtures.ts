/**
 * What every test gets: one stack per worker, its administrator (API and browser), and small steps that are
 * too common to write twice. Each test makes its own VMs, under names of its own.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { isFinalJobState } from '@busbar/shared/domain/job-state';
import type { Role } from '@busbar/shared/domain/roles';
import type { DriverName } from '@busbar/shared/protocol/host-facts';
import type { JobView } from '@busbar/shared/realtime/views';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test';
import { type Api, acceptLink, administrator, type SignedIn } from '../stack/api.ts';
import { Stack } from '../stack/stack.ts';

type TestFixtures = {
  /** A browser of somebody's own, beside that of the administrator in `page`. */
  readonly pageFor: (who: SignedIn) => Promise<Page>;
};
type WorkerFixtures = { readonly stack: Stack; readonly admin: SignedIn };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from this pattern
    async ({}, use) => {
      const stack = await Stack.start();
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  admin: [
    async ({ stack }, use) => {
      if (stack.signInLink === null)
        throw new Error('A new stack has a one-time link for its administrator.');
      await use(await acceptLink(stack.url, stack.signInLink, administrator));
    },
    { scope: 'worker' },
  ],
  context: async ({ context }, use) => {
    const complaints = collectComplaints(context);
    await use(context);
    expect(complaints).toEqual([]);
  },
  baseURL: async ({ stack }, use) => use(stack.url),
  storageState: async ({ stack, admin }, use) => use(stateOf(stack, admin)),
  pageFor: async ({ stack, browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (who) => {
      const context = await browser.newContext({ baseURL: stack.url, storageState: stateOf(stack, who) });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});
export { expect };

/** A browser's state in which somebody is signed in. */
const stateOf = (stack: Stack, { cookie }: SignedIn) => ({
  cookies: cookie.split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return {
      name,
      value: value.join('='),
      domain: new URL(stack.url).hostname,
      path: '/',
      expires: -1,
      httpOnly: true,
      secure: false,
      sameSite: 'Lax' as const,
    };
  }),
  origins: [],
});

/** What no page may ever do: break its own security policy, or throw. */
export function collectComplaints(context: BrowserContext): readonly string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error().stack)));
  return complaints;
}

/** What a page says is wrong; Next's own announcer of routes has the same role. */
export const alertOn = (page: Page): Locator => page.locator('[role=alert]:not(#__next-route-announcer__)');

/** Everything of a VM on its host's disk but the journal of its jobs. */
export const filesOfVm = (stack: Stack, vmId: string): readonly string[] =>
  readdirSync(stack.hostState, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes(vmId));

export const newName = (prefix: string): string => `${prefix}-${randomBytes(3).toString('hex')}`;

/** A template with a slug of its own whose user-data is given; the rest is the least that works. */
export async function saveTemplate(api: Api, userData: string): Promise<string> {
  const slug = newName('template');
  await api.template.save.mutate({
    slug,
    title: slug,
    description: '',
    documents: { metaData: 'instance-id: {{ VM_ID }}\nlocal-hostname: {{ VM_NAME }}\n', userData },
    variables: [],
    defaults: { cpuCount: 1, memoryMb: 256, diskGb: 1 },
  });
  return slug;
}

export type ProvisionOptions = {
  readonly name?: string;
  readonly template?: string;
  readonly variables?: Record<string, string>;
  /** Default: the stack's own host, which may be offline: then the job waits. */
  readonly hostId?: string;
  readonly onFailure?: 'undo' | 'keep';
  readonly copyImage?: boolean;
  /** Default: a sandbox. */
  readonly machine?: { readonly driver: DriverName; readonly image: string };
};

const sandbox = { driver: 'sandbox', image: 'sandbox-default' } as const;

/** Asks for a VM through the API, as the Provision page does. */
export async function requestVm(
  api: Api,
  {
    name = newName('vm'),
    template = 'minimal',
    variables = {},
    machine = sandbox,
    hostId,
    onFailure,
    copyImage,
  }: ProvisionOptions = {},
) {
  const { items } = await api.template.list.query();
  const chosen = items.find(({ slug }) => slug === template);
  if (chosen === undefined)
    throw new Error(`No template ${template} among ${items.map(({ slug }) => slug).join(', ')}`);
  const { jobs } = await api.vm.provision.mutate({
    hostId: hostId ?? (await onlyHost(api)),
    ...machine,
    templateId: chosen.id,
    name,
    cpuCount: 1,
    memoryMb: 256,
    diskGb: 1,
    network: 'none',
    variables,
    tags: [],
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(copyImage === undefined ? {} : { copyImage }),
  });
  const [first] = jobs;
  if (first === undefined) throw new Error('Provisioning answered without a job.');
  return first;
}

export const untilJob = (
  api: Api,
  jobId: string,
  what: string,
  is: (job: JobView) => boolean,
): Promise<JobView> =>
  waitFor(
    `job ${jobId}: ${what}`,
    async () => {
      const { job } = await api.job.get.query({ jobId });
      return is(job) ? job : null;
    },
    { deadlineMs: 60_000, intervalMs: 100 },
  );

export const untilEnded = (api: Api, jobId: string): Promise<JobView> =>
  untilJob(api, jobId, 'ended', (job) => isFinalJobState(job.state));

/** Waits for the end of a job that has to succeed. */
export async function untilDone(api: Api, { jobId }: { readonly jobId: string }): Promise<void> {
  expect(await untilEnded(api, jobId)).toMatchObject({ state: 'succeeded', leftBehind: [] });
}

/** The stack's own host. */
export async function onlyHost(api: Api): Promise<string> {
  const { items } = await api.host.list.query();
  const [host] = items;
  if (host === undefined || items.length > 1) throw new Error(`Expected one host, not ${items.length}.`);
  return host.id;
}

/** A VM that is ready, for tests about something else. */
export async function provisionVm(
  api: Api,
  options: ProvisionOptions = {},
): Promise<{ vmId: string; name: string }> {
  const { jobId, vmId, name } = await requestVm(api, options);
  const job = await untilEnded(api, jobId);
  if (job.state !== 'succeeded') throw new Error(`Provisioning ${name} ${job.state}: ${job.error?.message}`);
  return { vmId, name };
}

/** Somebody with a role, invited by the administrator. */
export async function invitePerson(stack: Stack, { api }: SignedIn, role: Role): Promise<SignedIn> {
  const person = {
    name: newName(role),
    email: `${newName(role)}@example.test`,
    password: randomBytes(12).toString('hex'),
  };
  const { link } = await api.people.invite.mutate({ email: person.email, role });
  return acceptLink(stack.url, link, person);
}
