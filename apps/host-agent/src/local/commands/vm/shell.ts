/**
 * A terminal in a VM over its channel. It lives in the guest: a client that detaches, or goes, leaves it running, and comes
 * back to it by its id, at the byte that it wants next.
 */
import type { ClientHttp2Session } from 'node:http2';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { requestJson } from '@busbar/shared/http2/request-json';
import {
  channelPaths,
  ExecEnd,
  GapFrame,
  OffsetFrame,
  ShellAttach,
  ShellAttached,
  ShellCreate,
  ShellInfo,
  TerminalSize,
  ViewersFrame,
} from '@busbar/shared/protocol/channel';
import { encodeFrame, encodeJsonFrame, type Frame, frameType } from '@busbar/shared/protocol/frames';
import { encodeBytes, type ShellAnswer, ShellInput } from '@busbar/shared/protocol/local-streams';
import { parseFrame } from '@busbar/shared/protocol/parse-frame';
import { z } from 'zod';
import { type FramedCall, openFramedCall } from '../../../guests/framed-call.ts';
import { type CommandContext, defineCommand, readInput } from '../../command.ts';
import { findVm, VmGuid } from '../../work/find-vm.ts';

const defaultSize: TerminalSize = { columns: 80, rows: 24 };

const Parameters = z.object({
  id: VmGuid,
  stream: z.literal(true, 'A shell is a stream: it must be true.'),
  /** Of a shell that is there; without it one is made. */
  shellId: z.uuid().optional(),
  /** The next byte wanted of it; without it, what is kept. */
  fromOffset: ShellAttach.shape.fromOffset.default(null),
  size: TerminalSize.optional(),
  mode: ShellAttach.shape.mode,
  user: ShellCreate.shape.user,
  argv: ShellCreate.shape.argv,
  cwd: ShellCreate.shape.cwd,
  env: ShellCreate.shape.env,
  title: ShellCreate.shape.title,
});

export const shell = defineCommand({
  name: 'shell',
  summary:
    'Attaches to a terminal in the VM. Takes id, stream (true); optionally shellId, fromOffset and mode of one that is there, or user, argv, cwd, env, title of a new one; size.',
  parameters: Parameters,
  run: async ({ id, ...wanted }, context): Promise<ShellAnswer> => {
    const { services, signal } = context;
    const { vmId } = await findVm(services.fleet, id);
    const session = services.fleet.guests.session(vmId);
    const shellId = wanted.shellId ?? (await createShell(session, wanted, context));
    const { fromOffset, size, mode } = wanted;
    const start: ShellAttach = { shellId, fromOffset, size, mode };
    const call = await openFramedCall(session, { path: channelPaths.shellAttach, start, signal });
    return { id, shellId, ...(await follow(call, context)) };
  },
});

async function createShell(
  session: ClientHttp2Session,
  { user, argv, cwd, env, title, size = defaultSize }: Omit<z.output<typeof Parameters>, 'id'>,
  { services, signal }: CommandContext,
): Promise<string> {
  const shellId = services.newId();
  const body = { shellId, size, user, argv, cwd, env, title };
  await requestJson(session, { path: channelPaths.shells, body, output: ShellInfo, signal });
  return shellId;
}

async function follow(
  call: FramedCall,
  context: CommandContext,
): Promise<Omit<ShellAnswer, 'id' | 'shellId'>> {
  const leaving = { isDetached: false };
  void carryInput(call, context)
    .then(() => {
      leaving.isDetached = true;
      call.end();
    })
    .catch((error: unknown) => call.abort(toAppError(error)));
  const output = { offset: 0 };
  for await (const frame of call.frames()) {
    if (frame.type === frameType.end) {
      const { cause, exitCode, signal } = parseFrame(frame, ExecEnd);
      return { cause, exitCode, signal };
    }
    await carryOutput(frame, { call, context, output });
  }
  if (leaving.isDetached) return { cause: 'detached', exitCode: null, signal: null };
  throw new AppError('truncated', 'The guest did not say how the shell ended.');
}

/** Ends when the client detaches or has gone. */
async function carryInput(call: FramedCall, context: CommandContext): Promise<void> {
  for await (const input of readInput(context, ShellInput)) {
    if (input.event === 'detach') return;
    const { event: _event, ...size } = input;
    if (input.event === 'stdin') await call.write(encodeFrame(frameType.stdin, input.data));
    else await call.write(encodeJsonFrame(frameType.resize, size));
  }
}

type Carried = {
  readonly call: FramedCall;
  readonly context: CommandContext;
  /** The next byte that the guest sends. */
  readonly output: { offset: number };
};

async function carryOutput(frame: Frame, { call, context: { send }, output }: Carried): Promise<void> {
  switch (frame.type) {
    case frameType.attached: {
      const attached = parseFrame(frame, ShellAttached);
      output.offset = attached.replayFrom;
      return send({ event: 'attached', ...attached });
    }
    case frameType.stdout: {
      await send({ event: 'stdout', offset: output.offset, data: encodeBytes(frame.payload) });
      output.offset += frame.payload.length;
      // The guest holds back what the client's own system has not taken.
      return call.write(encodeJsonFrame(frameType.ack, { offset: output.offset }));
    }
    case frameType.gap: {
      const gap = parseFrame(frame, GapFrame);
      output.offset = gap.to;
      return send({ event: 'gap', ...gap });
    }
    case frameType.live:
      return send({ event: 'live', ...parseFrame(frame, OffsetFrame) });
    case frameType.resized:
      return send({ event: 'resized', ...parseFrame(frame, TerminalSize) });
    case frameType.viewers:
      return send({ event: 'viewers', ...parseFrame(frame, ViewersFrame) });
  }
}
