import { expect, test } from 'vitest';
import { waitFor } from '../testing/wait-for.ts';
import { type PtyProcess, spawnInPty } from './spawn-in-pty.ts';

const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', TERM: 'xterm-256color' };
const size = { columns: 80, rows: 24 };

type Run = PtyProcess & { readonly text: () => string; readonly ended: Promise<void> };
async function run(argv: readonly string[]): Promise<Run> {
  const child = await spawnInPty({ argv, env, cwd: '/', size });
  let text = '';
  child.pty.output.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  const ended = new Promise<void>((resolve) => child.pty.output.once('end', resolve));
  return { ...child, text: () => text, ended };
}

test('200 of 200 children that print 60 KB and exit arrive whole', async () => {
  const whole = 'x'.repeat(59_999);
  const lengths: number[] = [];
  const one = async (): Promise<void> => {
    const child = await run(['/bin/sh', '-c', 'head -c 59999 /dev/zero | tr "\\0" x; exit 7']);
    const end = await child.exited;
    await child.ended;
    child.pty.close();
    expect(end).toEqual({ exitCode: 7, signal: null });
    expect(child.text() === whole).toBe(true);
    lengths.push(child.text().length);
  };
  for (let batch = 0; batch < 25; batch++) await Promise.all(Array.from({ length: 8 }, one));
  expect(lengths).toHaveLength(200);
});

test('a reader that is paused while the child exits still gets everything', async () => {
  const child = await spawnInPty({ argv: ['/bin/sh', '-c', 'printf %02000d 7'], env, cwd: '/', size });
  await child.exited;
  const chunks: Buffer[] = [];
  for await (const chunk of child.pty.output) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toBe('7'.padStart(2000, '0'));
  child.pty.close();
});

test('input is echoed and read, and the terminal is the controlling one', async () => {
  const child = await run(['/bin/sh', '-c', 'read line </dev/tty; echo "got $line"']);
  child.pty.write('hello\n');
  await child.ended;
  expect(child.text()).toBe('hello\r\ngot hello\r\n');
  expect(await child.exited).toEqual({ exitCode: 0, signal: null });
  child.pty.close();
});

test('a resize reaches the program as SIGWINCH with the new size', async () => {
  const child = await run([
    '/bin/sh',
    '-c',
    'trap "stty size; exit" WINCH; stty size; while :; do read x; done',
  ]);
  await waitFor('the first size', () => child.text().includes('24 80'));
  child.pty.resize({ columns: 132, rows: 43 });
  await waitFor('the new size', () => child.text().includes('43 132'));
  await child.ended;
  child.pty.close();
});

test('Ctrl+C interrupts', async () => {
  const child = await run(['/bin/sh', '-c', 'echo ready; exec sleep 600']);
  await waitFor('the program to begin', () => child.text().includes('ready'));
  child.pty.write('\x03');
  expect(await child.exited).toEqual({ exitCode: null, signal: 'SIGINT' });
  await child.ended;
  child.pty.close();
});

test.skipIf(process.getuid?.() !== 0)('another user gets its own groups and owns the terminal', async () => {
  const child = await spawnInPty({
    argv: ['/bin/sh', '-c', 'id -u; id -g; test -O "$(tty)" && echo mine'],
    env,
    cwd: '/',
    size,
    user: { uid: 65534, gid: 65534 },
  });
  const chunks: Buffer[] = [];
  for await (const chunk of child.pty.output) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toBe('65534\r\n65534\r\nmine\r\n');
  child.pty.close();
});

test('a folder that does not exist is an error, and a closed terminal takes no input', async () => {
  await expect(spawnInPty({ argv: ['/bin/true'], env, cwd: '/nonexistent', size })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  const child = await run(['/bin/true']);
  await child.exited;
  child.pty.close();
  expect(() => child.pty.write('x')).toThrow('closed');
});
