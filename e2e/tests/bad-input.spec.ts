/** What people and machines get wrong: a clear error with what to do, and nothing is left behind. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { WireError } from '@busbar/shared/errors/wire-error';
import type { Route } from '@playwright/test';
import { TRPCClientError } from '@trpc/client';
import type { Api } from '../stack/api.ts';
import {
  expect,
  invitePerson,
  newName,
  onlyHost,
  provisionVm,
  requestVm,
  saveTemplate,
  test,
  untilEnded,
} from './fixtures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** What an API call was refused with, as a page would say it. */
async function refusal(call: Promise<unknown>): Promise<{ readonly code: string; readonly text: string }> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCClientError)) throw new Error('The call was not refused.', { cause: error });
  const { appError } = error.data as { readonly appError: WireError };
  return { code: appError.code, text: appError.userMessage ?? appError.message };
}

/** How many VMs, jobs and templates there are: a refused call must change none of them. */
async function counts(api: Api) {
  const [vms, jobs, templates] = await Promise.all([
    api.vm.list.query({}),
    api.job.list.query({ limit: 100 }),
    api.template.list.query(),
  ]);
  return [vms.items.length, jobs.items.length, templates.items.length];
}

const nowhere = '018f0000-0000-7000-8000-000000000000';
const refusals: readonly {
  readonly what: string;
  readonly call: (api: Api) => Promise<unknown>;
  readonly code: string;
  readonly says: RegExp;
}[] = [
  {
    what: 'an unknown host',
    call: (api) => requestVm(api, { hostId: nowhere }),
    code: 'not-found',
    says: /host/i,
  },
  {
    what: 'a VM name with quotes',
    call: (api) => requestVm(api, { name: `a"b'c` }),
    code: 'invalid-input',
    says: /lower-case letters, digits and hyphens/,
  },
  {
    what: 'a VM name that leads elsewhere',
    call: (api) => requestVm(api, { name: '../../etc/passwd' }),
    code: 'invalid-input',
    says: /lower-case letters, digits and hyphens/,
  },
  {
    what: 'a name with a line break',
    call: (api) => requestVm(api, { name: 'web\n' }),
    code: 'invalid-input',
    says: /lower-case letters, digits and hyphens/,
  },
  {
    what: 'a template that is no YAML',
    call: async (api) => requestVm(api, { template: await broken(api) }),
    code: 'invalid-input',
    says: /The template cannot be used\..+Nothing was made\./s,
  },
  {
    what: 'a variable that nobody declared',
    call: async (api) => requestVm(api, { template: await withUnknownVariable(api) }),
    code: 'invalid-input',
    says: /NO_SUCH_THING/,
  },
];

const brokenUserData = '#cloud-config\nusers:\n  - name: one\n - name: two\n: [\n';
const unknownVariable = '#cloud-config\nhostname: {{ NO_SUCH_THING }}\n';
let templates: Promise<readonly [string, string]> | null = null;
const badTemplates = (api: Api): Promise<readonly [string, string]> => {
  templates ??= Promise.all([saveTemplate(api, brokenUserData), saveTemplate(api, unknownVariable)]);
  return templates;
};
const broken = async (api: Api): Promise<string> => (await badTemplates(api))[0];
const withUnknownVariable = async (api: Api): Promise<string> => (await badTemplates(api))[1];

for (const { what, call, code, says } of refusals) {
  test(`${what} is refused before anything is made`, async ({ admin: { api } }) => {
    await badTemplates(api);
    const before = await counts(api);
    const refused = await refusal(call(api));
    expect(refused.code).toBe(code);
    expect(refused.text).toMatch(says);
    expect(await counts(api)).toEqual(before);
  });
}

test('a name that is taken is refused, and the VM that has it stays', async ({ admin: { api } }) => {
  const { name, vmId } = await provisionVm(api, { name: newName('taken') });
  const before = await counts(api);
  const refused = await refusal(requestVm(api, { name }));
  expect(refused).toEqual({ code: 'already-exists', text: expect.stringContaining(name) });
  expect(await counts(api)).toEqual(before);
  expect((await api.vm.get.query({ vmId })).vm.state).toBe('running');
});

test('a cloud-config of 10 MB is refused with its limit', async ({ admin: { api } }) => {
  const before = await counts(api);
  const refused = await refusal(saveTemplate(api, `#cloud-config\n# ${'x'.repeat(10_000_000)}\n`));
  expect(refused.code).toBe('too-large');
  expect(refused.text).toMatch(/1 MiB/);
  expect(await counts(api)).toEqual(before);
});

test('the page says what is wrong at the field, and sends nothing', async ({ page, admin: { api } }) => {
  const before = await counts(api);
  await page.goto('/provision');
  const form = page.getByRole('form', { name: 'Provision VMs' });
  await form.getByLabel('Name', { exact: true }).fill('../Web "1"');
  await form.getByRole('button', { name: 'Provision 1 VM' }).click();
  await expect(form.getByText(/Use lower-case letters, digits and hyphens/)).toBeVisible();
  await expect(form.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(page).toHaveURL(/\/provision/);
  expect(await counts(api)).toEqual(before);
});

test('the page shows why the API refused a name that is taken', async ({ page, admin: { api } }) => {
  const { name } = await provisionVm(api, { name: newName('twice') });
  await page.goto('/provision');
  const form = page.getByRole('form', { name: 'Provision VMs' });
  await form.getByLabel('Image').selectOption('sandbox/sandbox-default');
  await form.getByLabel('Template').selectOption({ label: 'Minimal' });
  await form.getByLabel('Name', { exact: true }).fill(name);
  await form.getByRole('button', { name: 'Provision 1 VM' }).click();
  const alert = form.getByRole('alert');
  await expect(alert).toContainText('Nothing was provisioned');
  await expect(alert).toContainText(name);
  await expect(form.getByLabel('Name', { exact: true })).toHaveValue(name);
  await expect(page).toHaveURL(/\/provision/);
});

test('a request whose answer was lost is sent again and makes one VM', async ({ page, admin: { api } }) => {
  const name = newName('once');
  await page.goto('/provision');
  const form = page.getByRole('form', { name: 'Provision VMs' });
  await form.getByLabel('Image').selectOption('sandbox/sandbox-default');
  await form.getByLabel('Template').selectOption({ label: 'Minimal' });
  await form.getByLabel('Name', { exact: true }).fill(name);
  const loseAnswer = async (route: Route): Promise<void> => {
    await route.fetch();
    await route.abort();
  };
  await page.route('**/api/trpc/vm.provision*', loseAnswer, { times: 1 });
  await form.getByRole('button', { name: 'Provision 1 VM' }).click();
  await expect(form.getByRole('alert')).toContainText('No answer came');
  await form.getByRole('button', { name: 'Provision 1 VM' }).click();
  await expect(page).toHaveURL(/\/jobs\//);
  await expect(page.getByRole('link', { name: 'Open shell' })).toBeVisible({ timeout: 60_000 });
  expect((await api.vm.list.query({ search: name })).items).toHaveLength(1);
  await page.goBack();
  await expect(form.getByLabel('Name', { exact: true })).toHaveValue(name);
});

test('an operator does not do an administrator’s work, and a viewer changes nothing', async ({
  stack,
  admin,
  pageFor,
}) => {
  const { vmId, name } = await provisionVm(admin.api);
  const operator = await invitePerson(stack, admin, 'operator');
  const viewer = await invitePerson(stack, admin, 'viewer');
  const asOperator: readonly (() => Promise<unknown>)[] = [
    () => operator.api.people.invite.mutate({ email: 'eve@example.test', role: 'administrator' }),
    () => operator.api.people.setRole.mutate({ userId: nowhere, role: 'administrator' }),
    () => operator.api.host.createEnrolment.mutate({}),
    () => operator.api.audit.list.query({}),
  ];
  const asViewer: readonly (() => Promise<unknown>)[] = [
    () => requestVm(viewer.api),
    () => viewer.api.vm.power.mutate({ vmId, action: 'power-off' }),
    () => viewer.api.vm.delete.mutate({ vmId, confirmName: name }),
    () => saveTemplate(viewer.api, '#cloud-config\n'),
  ];
  for (const call of [...asOperator, ...asViewer]) {
    const refused = await refusal(call());
    expect(refused.code).toBe('forbidden');
    expect(refused.text).toMatch(
      /Your role \((operator|viewer)\) does not allow this\. Nothing was changed\./,
    );
  }
  const { items } = await admin.api.audit.list.query({});
  expect(items.filter(({ outcome }) => outcome === 'denied').length).toBeGreaterThanOrEqual(
    asOperator.length,
  );
  const live = await fetch(`${stack.url}/live/vms/${vmId}/shells`, { headers: { cookie: viewer.cookie } });
  expect(live.status).toBe(403);

  const page = await pageFor(viewer);
  await page.goto('/provision');
  await expect(page.getByText('You cannot provision VMs')).toBeVisible();
  await page.goto(`/vms/${vmId}?tab=shell`);
  await expect(page.getByText('No shell for your role')).toBeVisible();
  await page.goto('/settings');
  await expect(page.getByRole('form', { name: 'Invite a person' })).toHaveCount(0);
  expect((await admin.api.vm.get.query({ vmId })).vm.state).toBe('running');
});

test('a wrong enrolment line makes no host, and says where to get a right one', async ({
  stack,
  admin: { api },
}) => {
  const state = mkdtempSync(join(tmpdir(), 'bb-e2e-false-host-'));
  try {
    const { command } = await api.host.createEnrolment.mutate({});
    const [, token = '', key = ''] = /--token (\S+) --key (\S+)/.exec(command.linux) ?? [];
    const enrol = (wrongToken: string) => {
      const args = ['enrol', '--url', stack.url, '--token', wrongToken, '--key', key];
      const env = { ...process.env, BUSBAR_HOST_STATE: state };
      return run(process.execPath, ['apps/host-agent/src/main.ts', ...args], { cwd: root, env });
    };
    await expect(enrol(token.slice(0, 8))).rejects.toThrow(/not whole.+Hosts page/);
    const another = `${token.slice(0, -4)}${token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    await expect(enrol(another)).rejects.toThrow(/wrong, has been used or has expired.+Hosts page/);
    await onlyHost(api);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
});

test('a guest that sends garbage harms nobody but itself', async ({ stack, admin: { api } }) => {
  const good = await provisionVm(api);
  const bad = await provisionVm(api);
  const socket = join(stack.folder, 'run', 'sandbox', bad.vmId, 'agent.sock');
  await stack.killHost();
  rmSync(socket);
  const garbage = await serveGarbage(socket);
  try {
    await stack.startHost();
    await expect.poll(() => garbage.calls, { timeout: 30_000 }).toBeGreaterThan(3);
    const channelOf = async (vmId: string) => (await api.vm.get.query({ vmId })).vm.channel;
    await expect.poll(() => channelOf(good.vmId), { timeout: 30_000 }).toBe('up');
    await expect.poll(() => channelOf(bad.vmId), { timeout: 30_000 }).toBe('down');
    await provisionVm(api);
    const { jobId } = await api.vm.delete.mutate({ vmId: bad.vmId, confirmName: bad.name });
    const { state, leftBehind } = await untilEnded(api, jobId);
    expect({ state, leftBehind }).toEqual({ state: 'succeeded', leftBehind: [] });
  } finally {
    garbage.close();
  }
});

/** Says what no agent says, and as much of it as is taken. */
async function serveGarbage(path: string) {
  const open = new Set<Socket>();
  const noise = Buffer.alloc(64 * 1024, 0xa5);
  let calls = 0;
  const server: Server = createServer((socket) => {
    calls += 1;
    open.add(socket);
    const pour = (): void => {
      while (!socket.destroyed && socket.write(noise));
    };
    socket.on('drain', pour).on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    pour();
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    get calls() {
      return calls;
    },
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
