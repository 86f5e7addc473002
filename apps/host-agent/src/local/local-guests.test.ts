/**
 * Programs and shells in a VM by the local protocol and by `busbar-host` itself, which is started as a person starts it: on a
 * terminal or between pipes. The VM is a sandbox with the real guest agent.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LocalCall } from '@busbar/shared/local/local-call';
import { type PtyProcess, spawnInPty } from '@busbar/shared/native/spawn-in-pty';
import {
  ExecAnswer,
  ExecEvent,
  encodeBytes,
  ShellEvent,
  type ShellInput,
} from '@busbar/shared/protocol/local-streams';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalBench } from './testing/local-bench.ts';
import { openSandboxBench } from './testing/sandbox-bench.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const name = 'inside';
/** A program that is started meanwhile takes what the machine gives it. */
const patient = { deadlineMs: 60_000 };
const nobody = '018f0000-0000-7000-8000-00000000ffff';

let bench: LocalBench;
let id: string;
beforeAll(async () => {
  bench = await openSandboxBench();
  await bench.data('provision', { template: 'minimal', vm_name: name });
  const begun = await waitFor('the job', async () =>
    (await bench.outbox.read(0)).find(({ type }) => type === 'job-begun'),
  );
  if (begun.type !== 'job-begun') throw new Error('no job');
  expect(await bench.untilEnded(begun.jobId)).toMatchObject({ outcome: 'succeeded' });
  id = begun.job.vmId ?? '';
}, 180_000);
afterAll(() => bench.close());

const openExec = (parameters: object): Promise<LocalCall> =>
  LocalCall.open(bench.path, {
    command: 'vm',
    parameters: { action: 'exec', id, stream: true, ...parameters },
  });

describe('a program', () => {
  const run = async (parameters: object) => {
    const call = await openExec(parameters);
    const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const answer = await call.answer((data) => {
      const event = ExecEvent.parse(data);
      if (event.event !== 'started') printed[event.event].push(event.data);
    });
    return { answer, stdout: Buffer.concat(printed.stdout), stderr: Buffer.concat(printed.stderr) };
  };

  test('prints as it goes, and its end is the answer', async () => {
    const argv = ['sh', '-c', 'printf "\\377\\000out"; printf err >&2; exit 7'];
    const { answer, stdout, stderr } = await run({ argv, stdin: '' });
    expect(stdout).toEqual(Buffer.from([0xff, 0, ...Buffer.from('out')]));
    expect(stderr.toString()).toBe('err');
    expect(answer).toEqual({ id, cause: 'exited', exitCode: 7, signal: null, error: null });
    expect((await run({ argv: ['cat'], stdin: 'ü'.repeat(100_000) })).stdout.toString()).toHaveLength(
      100_000,
    );
    expect((await run({ argv: ['/nowhere'], stdin: '' })).answer).toMatchObject({ cause: 'not-started' });
  });

  test('hears signals, and is ended when its input is cut or its client goes', async () => {
    const script = 'trap "echo heard; exit 3" INT; echo ready; while :; do sleep 0.05; done';
    const call = await openExec({ argv: ['sh', '-c', script] });
    const answer = await call.answer(async (data) => {
      const event = ExecEvent.parse(data);
      if (event.event === 'stdout' && event.data.toString().includes('ready'))
        await call.write({ event: 'signal', signal: 'SIGINT' });
    });
    expect(answer).toMatchObject({ cause: 'exited', exitCode: 3 });
    const left = await openExec({ argv: ['sh', '-c', 'echo $$ >/tmp/left; exec sleep 1000'] });
    const look = { argv: ['sh', '-c', 'kill -0 "$(cat /tmp/left)"'], stdin: '' };
    const isThere = async (): Promise<boolean> => ExecAnswer.parse((await run(look)).answer).exitCode === 0;
    await waitFor('it to run', isThere, patient);
    left.hangUp();
    await waitFor('it to be ended', async () => !(await isThere()), patient);
  });

  test('that never reads holds its client up, and prints to one that never reads no more than fits', async () => {
    const call = await openExec({ argv: ['sh', '-c', 'yes | head -c 50000000; cat >/dev/null'] });
    const held = Promise.withResolvers<void>();
    let bytes = 0;
    const answered = call.answer(async (data) => {
      const event = ExecEvent.parse(data);
      if (event.event === 'stdout') bytes += event.data.length;
      await held.promise;
    });
    // Other requests are answered meanwhile.
    expect((await run({ argv: ['true'], stdin: '' })).answer).toMatchObject({ exitCode: 0 });
    expect(bytes).toBeLessThan(1_000_000);
    held.resolve();
    await call.write({ event: 'stdin-end' });
    expect(await answered).toMatchObject({ exitCode: 0 });
    expect(bytes).toBe(50_000_000);
  });
});

type Shell = {
  readonly call: LocalCall;
  readonly text: () => string;
  readonly offset: () => number;
  readonly shellId: () => string;
  readonly answer: Promise<unknown>;
  readonly say: (input: ShellInput) => Promise<void>;
  readonly until: (words: string) => Promise<unknown>;
};
async function openShell(more: object = {}): Promise<Shell> {
  const parameters = { action: 'shell', id, stream: true, size: { columns: 91, rows: 31 }, ...more };
  const call = await LocalCall.open(bench.path, { command: 'vm', parameters });
  const seen = { text: '', offset: 0, shellId: '' };
  const answer = call.answer((data) => {
    const event = ShellEvent.parse(data);
    if (event.event === 'attached') seen.shellId = event.shell.shellId;
    if (event.event !== 'stdout') return;
    seen.text += event.data.toString();
    seen.offset = event.offset + event.data.length;
  });
  answer.catch(() => undefined);
  await waitFor('to be attached', () => seen.shellId !== '');
  return {
    call,
    text: () => seen.text,
    offset: () => seen.offset,
    shellId: () => seen.shellId,
    answer,
    say: (input) => call.write(input),
    until: (words) => waitFor(words, () => seen.text.includes(words), patient),
  };
}
const typed = (text: string): ShellInput => ({ event: 'stdin', data: encodeBytes(Buffer.from(text)) });
const argv = ['sh'];

describe('a shell', () => {
  test('has the size of its client, outlives it, and goes on at the byte that it wants', async () => {
    const first = await openShell({ argv, title: 'mine' });
    await first.say(typed('stty size; echo done-$((20+1))\n'));
    await first.until('done-21');
    expect(first.text()).toContain('31 91');
    await first.say({ event: 'resize', columns: 77, rows: 22 });
    await first.say(typed('stty size; echo again-$((20+2)); (sleep 0.2; echo late-$((20+3))) &\n'));
    await first.until('again-22');
    expect(first.text()).toContain('22 77');
    await first.say({ event: 'detach' });
    expect(await first.answer).toEqual({
      id,
      shellId: first.shellId(),
      cause: 'detached',
      exitCode: null,
      signal: null,
    });
    const listed: { shells: object[] } = await bench.data('vm', { action: 'shells', id });
    expect(listed.shells).toMatchObject([
      { shellId: first.shellId(), title: 'mine', viewers: 0, ended: null },
    ]);
    const second = await openShell({ shellId: first.shellId(), fromOffset: first.offset() });
    await second.until('late-23');
    expect(second.text()).not.toContain('again-22');
    // A client that is killed detaches as well.
    second.call.hangUp();
    await expect(second.answer).rejects.toMatchObject({ code: 'truncated' });
    const third = await openShell({ shellId: first.shellId() });
    await third.until('again-22');
    await third.say(typed('exit 5\n'));
    expect(await third.answer).toMatchObject({ cause: 'exited', exitCode: 5 });
  });

  test('is hung up on request; one that is not there is refused with a code', async () => {
    const open = await openShell({ argv });
    const asked = await bench.data('vm', { action: 'end-shell', id, shellId: open.shellId() });
    expect(asked).toEqual({ id, shellId: open.shellId(), status: 'ok' });
    expect(await open.answer).toMatchObject({ cause: 'signalled', signal: 'SIGHUP' });
    const parameters = { action: 'shell', id, stream: true, shellId: nobody };
    const none = await LocalCall.open(bench.path, { command: 'vm', parameters });
    await expect(none.answer()).rejects.toMatchObject({ code: 'not-found' });
  });
});

const environment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  TERM: 'xterm-256color',
  BUSBAR_LOCAL_SOCKET: bench.path,
});

describe('busbar-host exec', { timeout: 120_000 }, () => {
  const start = (...args: string[]) =>
    spawn(process.execPath, [main, 'exec', ...args], { env: environment() });

  test('carries bytes as they are, both ways, and the exit code', async () => {
    const bytes = randomBytes(3_000_000);
    const child = start(
      name.toUpperCase(),
      '--env',
      'X=a "b" $c',
      '--',
      'sh',
      '-c',
      'cat; printf "%s" "$X" >&2; exit 9',
    );
    const [out, err]: Buffer[][] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out?.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err?.push(chunk));
    child.stdin.end(bytes);
    const [exitCode] = await once(child, 'close');
    expect(Buffer.concat(err ?? []).toString()).toBe('a "b" $c');
    expect(
      createHash('sha256')
        .update(Buffer.concat(out ?? []))
        .digest('hex'),
    ).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(exitCode).toBe(9);
  });

  test('hands Ctrl+C on, and ends with a reader that has had enough', async () => {
    const child = start(
      name,
      '--',
      'sh',
      '-c',
      'trap "exit 4" INT; echo ready; while :; do sleep 0.05; done',
    );
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect((await once(child, 'close'))[0]).toBe(4);
    const endless = start(id, '--no-input', '--', 'yes');
    await once(endless.stdout, 'data');
    endless.stdout.destroy();
    expect((await once(endless, 'close'))[0]).toBe(125);
  });

  test('says what is wrong, and never with the program’s own codes', async () => {
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, [main, 'exec', ...args], { env: environment() });
    await expect(run('nobody', '--', 'true')).rejects.toMatchObject({
      code: 125,
      stderr: 'busbar-host: This host has no VM named nobody.\n',
    });
    await expect(run(name, '--no-input', '--', '/nowhere')).rejects.toMatchObject({ code: 127 });
    await expect(run(name)).rejects.toMatchObject({ code: 1 });
  });
});

describe('busbar-host enter', { timeout: 120_000 }, () => {
  type Console = {
    readonly pty: PtyProcess;
    readonly text: () => string;
    readonly until: (words: string) => Promise<unknown>;
  };
  const open: PtyProcess[] = [];
  async function enter(...args: string[]): Promise<Console> {
    const argv = [process.execPath, main, 'enter', name, ...args];
    const pty = await spawnInPty({ argv, env: environment(), cwd: '/', size: { columns: 99, rows: 33 } });
    open.push(pty);
    let text = '';
    pty.pty.output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    return { pty, text: () => text, until: (words) => waitFor(words, () => text.includes(words), patient) };
  }
  afterAll(() => {
    for (const { pty } of open) pty.close();
  });
  const shellIn = (text: string): string => /--shell ([0-9a-f-]{36})/.exec(text)?.[1] ?? '';

  test('gives a terminal: size, Ctrl+C for the program, its exit code, and the console as it was', async () => {
    const seen = await enter('--', 'sh');
    await seen.until('leaves, and the shell goes on');
    seen.pty.pty.write('stty size; echo size-$((40+1))\n');
    await seen.until('size-41');
    expect(seen.text()).toContain('33 99');
    seen.pty.pty.resize({ columns: 66, rows: 44 });
    seen.pty.pty.write('until [ "$(stty size)" = "44 66" ]; do sleep 0.05; done; echo resized-$((40+2))\n');
    await seen.until('resized-42');
    seen.pty.pty.write("sh -c 'echo sleeps-$((40+4)); exec sleep 1000'\n");
    await seen.until('sleeps-44');
    seen.pty.pty.write('\x03');
    seen.pty.pty.write('echo after-$((40+3))\n');
    await seen.until('after-43');
    seen.pty.pty.write('exit 6\n');
    expect(await seen.pty.exited).toEqual({ exitCode: 6, signal: null });
  });

  test('is left by a key while a program has the whole screen, and come back to without the terminal’s replies', async () => {
    const seen = await enter('--', 'sh');
    // As an editor does: another screen, no cursor, and a question that terminals answer by typing.
    seen.pty.pty.write('printf "\\033[?1049h\\033[?25l\\033[c"; echo edit-$((50+1))\n');
    await seen.until('edit-51');
    seen.pty.pty.write('kept\x1d');
    expect(await seen.pty.exited).toEqual({ exitCode: 0, signal: null });
    expect(seen.text()).toMatch(/\x1b\[\?1049l.*\x1b\[\?25h/s);
    const shellId = shellIn(seen.text());
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'enter', name, '--list'], {
      env: environment(),
    });
    expect(stdout).toMatch(new RegExp(`${shellId} .* waiting  root sh`));
    const again = await enter('--shell', shellId);
    await again.until('\x1b[5n');
    // What a terminal answers to the replay, then to the question behind it; then somebody types.
    again.pty.pty.write('\x1b[?62;c\x1b[0n');
    again.pty.pty.write('\x15echo back-$((50+2))\n');
    await again.until('back-52');
    expect(again.text()).not.toContain('62;c');
    again.pty.pty.write('exit\n');
    expect((await again.pty.exited).exitCode).toBe(0);
  });

  test('needs a terminal, and a shell that is there', async () => {
    const piped = spawn(process.execPath, [main, 'enter', name], { env: environment() });
    const [chunk] = (await once(piped.stderr, 'data')) as [Buffer];
    expect(chunk.toString()).toContain('A terminal is needed');
    const seen = await enter('--shell', nobody);
    await seen.until('no such shell in this guest');
    expect((await seen.pty.exited).exitCode).toBe(1);
  });

  test('tells that the way is lost when the VM goes, tries again, and can be left', async () => {
    const seen = await enter('--', 'sh');
    seen.pty.pty.write('echo up-$((60+1))\n');
    await seen.until('up-61');
    const program = await openExec({ argv: ['sleep', '1000'] });
    const cut = program.answer();
    cut.catch(() => undefined);
    expect(await bench.ask('vm', { action: 'stop', id })).toMatchObject({ status: 'ok' });
    await expect(cut).rejects.toMatchObject({
      code: expect.stringMatching(/guest-unreachable|truncated|unavailable/),
    });
    await seen.until('The way to the shell is lost');
    seen.pty.pty.write('\x1d');
    await seen.until('The shell goes on');
    expect((await seen.pty.exited).exitCode).toBe(0);
  });
});
