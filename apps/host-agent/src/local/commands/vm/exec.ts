/**
 * Runs a program in a VM over its channel. An addition of Busbar's; vmgenie has nothing like it. Without `stream` it answers
 * when the program has ended; with it, input and output go as they come (`exec-stream.ts`).
 */
import { ExecRequest } from '@busbar/shared/protocol/channel';
import { z } from 'zod';
import { runInGuest } from '../../../guests/run-in-guest.ts';
import { defineCommand } from '../../command.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';
import { answerOf, streamExec } from './exec-stream.ts';

/** Both streams together: an answer is one line, which a client holds whole. */
const outputLimitBytes = 4 * 1024 * 1024;
const defaultTimeoutMs = 60_000;
const longestTimeoutMs = 60 * 60_000;
const noInput = Buffer.alloc(0);

export const exec = defineCommand({
  name: 'exec',
  summary:
    'Runs a program in the VM and answers what it printed. Takes id, argv; optionally user, cwd, env, stdin, timeoutMs; encoding, base64 for bytes that are no text; stream, true for input and output as they come.',
  parameters: z.object({
    id: VmGuid,
    argv: ExecRequest.shape.argv,
    user: ExecRequest.shape.user,
    cwd: ExecRequest.shape.cwd,
    env: ExecRequest.shape.env,
    stdin: z.string().optional(),
    /** Of `stdin`, and of what is answered; a stream's events are base64 in any case. */
    encoding: z.enum(['utf8', 'base64']).default('utf8'),
    timeoutMs: z.number().int().min(1).max(longestTimeoutMs).optional(),
    stream: z.boolean().default(false),
  }),
  run: async ({ id, stdin: input, encoding, stream, ...request }, context) => {
    const { services, signal } = context;
    const stdin = input === undefined ? null : Buffer.from(input, encoding);
    const { vmId } = await findVm(services.fleet, id);
    const session = services.fleet.guests.session(vmId);
    if (stream) return { id, ...(await streamExec(session, { request, stdin }, context)) };
    const run = {
      request: { ...request, timeoutMs: request.timeoutMs ?? defaultTimeoutMs },
      stdin: stdin ?? noInput,
      outputLimitBytes,
      signal,
    };
    const { end, stdout, stderr } = await runInGuest(session, run);
    return {
      id,
      ...answerOf(end),
      stdout: stdout.toString(encoding),
      stderr: stderr.toString(encoding),
    };
  },
});
