/** Runs a program in a VM over its channel. An addition of Busbar's; vmgenie has nothing like it. */
import { ExecRequest } from '@busbar/shared/protocol/channel';
import { z } from 'zod';
import { runInGuest } from '../../../guests/run-in-guest.ts';
import { defineCommand } from '../../command.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

/** Both streams together: an answer is one line, which a client holds whole. */
const outputLimitBytes = 4 * 1024 * 1024;
const defaultTimeoutMs = 60_000;
const longestTimeoutMs = 60 * 60_000;

export const exec = defineCommand({
  name: 'exec',
  summary:
    'Runs a program in the VM and answers what it printed. Takes id, argv; optionally user, cwd, env, stdin, timeoutMs.',
  parameters: z.object({
    id: VmGuid,
    argv: ExecRequest.shape.argv,
    user: ExecRequest.shape.user,
    cwd: ExecRequest.shape.cwd,
    env: ExecRequest.shape.env,
    stdin: z.string().default(''),
    timeoutMs: z.number().int().min(1).max(longestTimeoutMs).default(defaultTimeoutMs),
  }),
  run: async ({ id, stdin, ...request }, { services, signal }) => {
    const { vmId } = await findVm(services.fleet, id);
    const session = services.fleet.guests.session(vmId);
    const run = { request, stdin: Buffer.from(stdin), outputLimitBytes, signal };
    const { end, stdout, stderr } = await runInGuest(session, run);
    return {
      id,
      cause: end.cause,
      exitCode: end.exitCode,
      signal: end.signal,
      error: end.error?.message ?? null,
      stdout: stdout.toString('utf8'),
      stderr: stderr.toString('utf8'),
    };
  },
});
