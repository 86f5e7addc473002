import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { useWine } from '@busbar/shared/testing/use-wine';
import type { WineOutcome } from '@busbar/shared/testing/wine';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from '../doctor/finding.ts';
import { agentServiceId } from '../hypervisor/hyperv/dial-guest.ts';
import { type ControlPeer, sayHello, startControlPeer } from '../testing/control-peer.ts';

const { buildWindows } = (await import('../../../../scripts/build-windows.mjs' as string)) as {
  buildWindows: () => Promise<string>;
};
const fromProgramData = (...names: string[]): string => wine().path('ProgramData', 'Busbar', ...names);

let executable: string;
beforeAll(async () => {
  executable = join(await buildWindows(), 'busbar-host.exe');
});
const wine = useWine();

const busbarHost = (...args: string[]) => wine().run(executable, args);
const enrolAt = (peer: ControlPeer) =>
  busbarHost('enrol', '--url', peer.url, '--token', 'one-time-token-123', '--key', peer.fingerprint);

test('the executable says its version', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(await busbarHost('--version')).toEqual({ exitCode: 0, output: `${version}\n` });
});

test('a wrong setting in host.env is named', async () => {
  const settings = fromProgramData('host.env');
  mkdirSync(dirname(settings), { recursive: true });
  writeFileSync(settings, 'BUSBAR_JOB_LIMIT=900\n');
  const { exitCode, output } = await busbarHost('status');
  rmSync(settings);
  expect(exitCode).toBe(1);
  expect(output).toContain('BUSBAR_JOB_LIMIT');
});

test('a machine that is not enrolled is told so', async () => {
  const { exitCode, output } = await busbarHost('run');
  expect(exitCode).toBe(1);
  expect(output).toContain('This machine is not enrolled');
});

test('the log is shown as the service writes it, the file that was full before first, in ASCII for older readers', async () => {
  const path = fromProgramData('logs', 'host-agent.log');
  mkdirSync(dirname(path), { recursive: true });
  const line = (msg: string): string =>
    `${JSON.stringify({ level: 30, time: 0, name: 'host-agent', msg })}\n`;
  writeFileSync(`${path}.1`, line('first'));
  writeFileSync(path, line('zwölf 🚌'));
  const shown = await busbarHost('log', '-n', '2');
  expect(shown.output).toBe(
    '1970-01-01 00:00:00 info  host-agent: first\n1970-01-01 00:00:00 info  host-agent: zwölf 🚌\n',
  );
  const { output } = await busbarHost('log', '--json', '--lines', '1');
  expect(output).toMatch(/^[\n\x20-\x7e]*$/);
  expect(JSON.parse(output)).toMatchObject({ msg: 'zwölf 🚌' });
  rmSync(dirname(path), { recursive: true });
});

test('the doctor moves bytes by Windows’ own calls, and looks for the service of the agents in the registry', async () => {
  const first = await busbarHost('doctor', '--json');
  expect(first.exitCode).toBe(1);
  const key = `HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization\\GuestCommunicationServices\\${agentServiceId}`;
  await wine().run('reg', ['add', key, '/v', 'ElementName', '/d', 'Busbar guest agent']);
  const second = await busbarHost('doctor', '--json');
  const statesIn = ({ output }: WineOutcome) =>
    new Map((JSON.parse(output) as Finding[]).map(({ name, state }) => [name, state]));
  expect(statesIn(first).get('native sockets')).toBe('ok');
  // Wine has no hv_sock; its absence is said as such.
  expect(statesIn(first).get('hv_sock')).toBe('missing');
  expect(statesIn(first).get('hv_sock service')).toBe('missing');
  expect(statesIn(second).get('hv_sock service')).toBe('ok');
});

describe('an enrolled host', () => {
  let peer: ControlPeer;
  beforeEach(async () => {
    peer = await startControlPeer();
    expect((await enrolAt(peer)).output).toContain('Enrolled as host');
    return async () => {
      await peer.close();
      rmSync(fromProgramData('host', 'identity.json'));
    };
  });

  test('links, says what its Hyper-V lacks, and keeps a second agent off its state', async () => {
    const linked = peer.nextLink();
    const agent = wine().begin(executable, ['run']);
    const hello = await sayHello(await linked);
    expect(hello.os).toContain('Windows');
    expect(hello.drivers).toMatchObject([{ name: 'hyperv', isReady: false }]);
    const second = await busbarHost('run');
    expect(second).toMatchObject({ exitCode: 1 });
    expect(second.output).toContain('Another host agent already uses this state folder');
    await agent.end();
  });
});
