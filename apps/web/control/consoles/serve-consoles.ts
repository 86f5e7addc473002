/** Socket.IO namespace `/consoles`; realtime/console.ts describes what is said. */
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import { TerminalSize } from '@busbar/shared/protocol/channel';
import {
  type ConsoleAnswer,
  ConsoleAttach,
  type ConsoleClientToServer,
  type ConsoleServerToClient,
  consoleInputLimitBytes,
} from '@busbar/shared/realtime/console';
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import { type LiveVmDeps, requireLiveVm } from '../gateway/live-vm.ts';
import type { HostRegistry } from '../hosts/host-registry.ts';
import type { SocketData } from '../realtime/socket-server.ts';
import { type AttachmentEvents, ConsoleAttachment } from './console-attachment.ts';
import { openAttachment } from './open-attachment.ts';

export type ConsoleDeps = LiveVmDeps & { readonly registry: HostRegistry };
export type ConsoleNamespace = Namespace<
  ConsoleClientToServer,
  ConsoleServerToClient,
  DefaultEventsMap,
  SocketData
>;
type ConsoleSocket = Socket<ConsoleClientToServer, ConsoleServerToClient, DefaultEventsMap, SocketData>;

/** Terminals of one page. */
const attachmentLimit = 32;

export function serveConsoles(deps: ConsoleDeps, namespace: ConsoleNamespace): void {
  namespace.on('connection', (socket) => serveSocket(deps, socket));
}

function serveSocket(deps: ConsoleDeps, socket: ConsoleSocket): void {
  /** Null while an attachment is being made. */
  const attachments = new Map<string, ConsoleAttachment | null>();
  const drop = (attachId: string): void => {
    attachments.get(attachId)?.detach();
    attachments.delete(attachId);
  };

  socket.on('attach', (request, done) => {
    const answer = (value: ConsoleAnswer): void => {
      if (typeof done === 'function') done(value);
    };
    attach(deps, socket, attachments, request, answer).catch((thrown: unknown) =>
      answer({ ok: false, error: toWireError(toAppError(thrown)) }),
    );
  });
  socket.on('input', (attachId, data) => {
    const attachment = attachments.get(attachId);
    const bytes = toBytes(data);
    if (attachment == null || bytes === null) return;
    if (bytes.byteLength <= consoleInputLimitBytes) return attachment.input(bytes);
    drop(attachId);
    const error = new AppError('too-large', `One input has at most ${consoleInputLimitBytes} bytes.`);
    socket.emit('broken', attachId, toWireError(error));
  });
  socket.on('resize', (attachId, size) => {
    const parsed = TerminalSize.safeParse(size);
    if (parsed.success) attachments.get(attachId)?.resize(parsed.data);
  });
  socket.on('ack', (attachId, offset) => {
    if (Number.isSafeInteger(offset)) attachments.get(attachId)?.ack(offset);
  });
  socket.on('detach', drop);
  socket.on('disconnect', () => {
    for (const attachId of attachments.keys()) drop(attachId);
  });
}

function toBytes(data: unknown): Uint8Array | null {
  if (data instanceof Uint8Array) return data;
  return data instanceof ArrayBuffer ? new Uint8Array(data) : null;
}

async function attach(
  deps: ConsoleDeps,
  socket: ConsoleSocket,
  attachments: Map<string, ConsoleAttachment | null>,
  request: unknown,
  answer: (value: ConsoleAnswer) => void,
): Promise<void> {
  const parsed = ConsoleAttach.safeParse(request);
  if (!parsed.success) throw new AppError('invalid-input', 'The request to attach is not understood.');
  const { attachId, vmId, shellId, fromOffset, size } = parsed.data;
  if (attachments.has(attachId)) throw new AppError('conflict', 'This attachment exists already.');
  if (attachments.size >= attachmentLimit)
    throw new AppError('rate-limited', 'Too many terminals on one page.');
  attachments.set(attachId, null);
  try {
    const { link } = await requireLiveVm(deps, socket.data.actor, vmId, {
      isAudited: true,
      details: { shellId },
    });
    const opened = await openAttachment(link, vmId, { shellId, fromOffset, size, mode: 'write' });
    const attachment = new ConsoleAttachment(
      opened,
      eventsFor(socket, attachId, () => attachments.delete(attachId)),
    );
    // The page may have left while the guest was asked.
    if (!socket.connected || !attachments.has(attachId)) return attachment.detach();
    attachments.set(attachId, attachment);
    answer({ ok: true, attached: opened.attached });
    attachment.start();
  } catch (error) {
    attachments.delete(attachId);
    throw error;
  }
}

function eventsFor(socket: ConsoleSocket, attachId: string, forget: () => void): AttachmentEvents {
  return {
    output: (offset, data) => socket.emit('output', attachId, offset, data as unknown as ArrayBuffer),
    live: (offset) => socket.emit('live', attachId, offset),
    gap: (from, to) => socket.emit('gap', attachId, from, to),
    resized: (size) => socket.emit('resized', attachId, size),
    viewers: (count) => socket.emit('viewers', attachId, count),
    ended: (end) => {
      forget();
      socket.emit('ended', attachId, end);
    },
    broken: (error) => {
      forget();
      socket.emit('broken', attachId, toWireError(error));
    },
  };
}
