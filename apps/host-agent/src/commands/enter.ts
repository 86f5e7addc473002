/** `busbar-host enter`: this console on a shell in a VM of this host, over its channel and nothing else. */
import { parseArgs } from 'node:util';
import { AppError } from '@busbar/shared/errors/app-error';
import { findLocalVm } from '@busbar/shared/local/find-local-vm';
import { askLocal, LocalCall } from '@busbar/shared/local/local-call';
import { ShellList } from '@busbar/shared/protocol/channel';
import { attachTerminal, type TerminalOutcome } from '@busbar/shared/terminal/attach-terminal';
import { defaultDetachKey, detachByteOf } from '@busbar/shared/terminal/detach-key';
import { exitCodeOf } from '@busbar/shared/terminal/exit-code';
import { openLocalConsole } from '@busbar/shared/terminal/local-console';
import { printable } from '@busbar/shared/terminal/printable';

export const enterUsage = 'busbar-host enter <VM> [--user <name>] [--shell <id>] [--list] [-- <program> …]';

const text = { type: 'string' } as const;
const options = {
  user: text,
  cwd: text,
  shell: text,
  list: { type: 'boolean' },
  'detach-key': text,
} as const;

/** Resolves to the exit code: the program's own, or 0 for a shell that goes on. */
export async function enter(path: string, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [wanted, ...argv] = positionals;
  if (wanted === undefined) throw new AppError('invalid-input', `Which VM? ${enterUsage}`);
  const detachKey = values['detach-key'] ?? defaultDetachKey;
  const detachByte = detachByteOf(detachKey);
  const id = await findLocalVm(path, wanted);
  if (values.list === true) return listShells(path, id);
  const { user, cwd, shell: shellId = null } = values;
  const ofNew = { user, cwd, ...(argv.length === 0 ? {} : { argv }) };
  const console = openLocalConsole();
  const say = (line: string): Promise<void> => console.write(`\r\n[busbar] ${printable(line)}\r\n`);
  try {
    await say(`${wanted}: ${detachKey} leaves, and the shell goes on.`);
    const outcome = await attachTerminal({
      console,
      shellId,
      detachByte,
      say,
      open: ({ shellId: known, ...request }) => {
        const which = known === null ? ofNew : { shellId: known };
        const parameters = { action: 'shell', id, stream: true, ...request, ...which };
        return LocalCall.open(path, { command: 'vm', parameters });
      },
    });
    return await tellOutcome(outcome, wanted, say);
  } finally {
    console.restore();
  }
}

async function tellOutcome(
  outcome: TerminalOutcome,
  wanted: string,
  say: (line: string) => Promise<void>,
): Promise<number> {
  if (outcome.kind === 'ended') return exitCodeOf({ ...outcome.answer, cause: 'exited' });
  if (outcome.shellId !== null)
    await say(`The shell goes on. Come back: busbar-host enter ${wanted} --shell ${outcome.shellId}`);
  return 0;
}

async function listShells(path: string, id: string): Promise<number> {
  const parameters = { action: 'shells', id };
  const { shells } = ShellList.parse(await askLocal(path, { command: 'vm', parameters }));
  for (const { shellId, user, title, createdAt, viewers, ended } of shells) {
    const state = ended !== null ? 'ended' : viewers > 0 ? `${viewers} looking` : 'waiting';
    console.log(
      `${shellId}  ${new Date(createdAt).toISOString()}  ${state}  ${printable(`${user} ${title}`)}`,
    );
  }
  return 0;
}
