/** Programs and shells in a VM by the local protocol. The VM is a sandbox with the real guest agent. */
import { LocalCall } from '@busbar/shared/local/local-call';
import {
  ExecAnswer,
  ExecEvent,
  encodeBytes,
  ShellEvent,
  type ShellInput,
} from '@busbar/shared/protocol/local-streams';
import { waitFor } from '@busbar/shared/testing/wait-for';
import { describe, expect, test } from 'vitest';
import { guestBench, patient } from './testing/guest-bench.ts';

const nobody = '018f0000-0000-7000-8000-00000000ffff';
const guest = guestBench();

describe('a program', () => {
  const run = async (parameters: object) => {
    const call = await guest.openExec(parameters);
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
    expect(answer).toEqual({ id: guest.id, cause: 'exited', exitCode: 7, signal: null, error: null });
    expect((await run({ argv: ['cat'], stdin: 'ü'.repeat(100_000) })).stdout.toString()).toHaveLength(
      100_000,
    );
    expect((await run({ argv: ['/nowhere'], stdin: '' })).answer).toMatchObject({ cause: 'not-started' });
  });

  test('hears signals, and is ended when its input is cut or its client goes', async () => {
    const script = 'trap "echo heard; exit 3" INT; echo ready; while :; do sleep 0.05; done';
    const call = await guest.openExec({ argv: ['sh', '-c', script] });
    const answer = await call.answer(async (data) => {
      const event = ExecEvent.parse(data);
      if (event.event === 'stdout' && event.data.toString().includes('ready'))
        await call.write({ event: 'signal', signal: 'SIGINT' });
    });
    expect(answer).toMatchObject({ cause: 'exited', exitCode: 3 });
    const left = await guest.openExec({ argv: ['sh', '-c', 'echo $$ >/tmp/left; exec sleep 1000'] });
    const look = { argv: ['sh', '-c', 'kill -0 "$(cat /tmp/left)"'], stdin: '' };
    const isThere = async (): Promise<boolean> => ExecAnswer.parse((await run(look)).answer).exitCode === 0;
    await waitFor('it to run', isThere, patient);
    left.hangUp();
    await waitFor('it to be ended', async () => !(await isThere()), patient);
  });

  test('that never reads holds its client up, and prints to one that never reads no more than fits', async () => {
    const call = await guest.openExec({ argv: ['sh', '-c', 'yes | head -c 50000000; cat >/dev/null'] });
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
  const parameters = {
    action: 'shell',
    id: guest.id,
    stream: true,
    size: { columns: 91, rows: 31 },
    ...more,
  };
  const call = await LocalCall.open(guest.bench.path, { command: 'vm', parameters });
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
      id: guest.id,
      shellId: first.shellId(),
      cause: 'detached',
      exitCode: null,
      signal: null,
    });
    const listed: { shells: object[] } = await guest.bench.data('vm', { action: 'shells', id: guest.id });
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
    const asked = await guest.bench.data('vm', {
      action: 'end-shell',
      id: guest.id,
      shellId: open.shellId(),
    });
    expect(asked).toEqual({ id: guest.id, shellId: open.shellId(), status: 'ok' });
    expect(await open.answer).toMatchObject({ cause: 'signalled', signal: 'SIGHUP' });
    const parameters = { action: 'shell', id: guest.id, stream: true, shellId: nobody };
    const none = await LocalCall.open(guest.bench.path, { command: 'vm', parameters });
    await expect(none.answer()).rejects.toMatchObject({ code: 'not-found' });
  });
});
