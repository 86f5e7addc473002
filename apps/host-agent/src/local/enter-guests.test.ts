/**
 * Programs and shells in a VM by `busbar-host` itself, which is started as a person starts it: on a terminal or between pipes.
 * The VM is a sandbox with the real guest agent.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type PtyProcess, spawnInPty } from '@busbar/shared/native/spawn-in-pty';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { afterAll, describe, expect, test } from 'vitest';
import { guestBench, guestName, patient } from './testing/guest-bench.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const nobody = '018f0000-0000-7000-8000-00000000ffff';
const guest = guestBench();

const environment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  TERM: 'xterm-256color',
  BUSBAR_LOCAL_SOCKET: guest.bench.path,
});

describe('busbar-host exec', { timeout: 120_000 }, () => {
  const start = (...args: string[]) =>
    spawn(process.execPath, [main, 'exec', ...args], { env: environment() });

  test('carries bytes as they are, both ways, and the exit code', async () => {
    const bytes = randomBytes(3_000_000);
    const child = start(
      guestName.toUpperCase(),
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
      guestName,
      '--',
      'sh',
      '-c',
      'trap "exit 4" INT; echo ready; while :; do sleep 0.05; done',
    );
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect((await once(child, 'close'))[0]).toBe(4);
    const endless = start(guest.id, '--no-input', '--', 'yes');
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
    await expect(run(guestName, '--no-input', '--', '/nowhere')).rejects.toMatchObject({ code: 127 });
    await expect(run(guestName)).rejects.toMatchObject({ code: 1 });
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
    const argv = [process.execPath, main, 'enter', guestName, ...args];
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
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'enter', guestName, '--list'], {
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
    const piped = spawn(process.execPath, [main, 'enter', guestName], { env: environment() });
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
    const program = await guest.openExec({ argv: ['sleep', '1000'] });
    const cut = program.answer();
    cut.catch(() => undefined);
    expect(await guest.bench.ask('vm', { action: 'stop', id: guest.id })).toMatchObject({ status: 'ok' });
    await expect(cut).rejects.toMatchObject({
      code: expect.stringMatching(/guest-unreachable|truncated|unavailable/),
    });
    await seen.until('The way to the shell is lost');
    seen.pty.pty.write('\x1d');
    await seen.until('The shell goes on');
    expect((await seen.pty.exited).exitCode).toBe(0);
  });
});
