/**
 * `POST /live/vms/<id>/exec`: runs a program in a VM. The request's body carries the guest's exec frames, the
 * response streams the guest's, both at the same time and byte for byte. Only the first frame is read here,
 * for the audit. Whoever reads the response believes its `end` frame: a way that breaks is cut, never ended.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import type { OpenStream } from '@busbar/shared/http2/open-stream';
import { requireOk } from '@busbar/shared/http2/require-ok';
import { isFull } from '@busbar/shared/http2/write-ahead';
import { channelPaths, ExecRequest } from '@busbar/shared/protocol/channel';
import { type Frame, FrameDecoder, frameType } from '@busbar/shared/protocol/frames';
import { guestPath } from '@busbar/shared/protocol/link';
import { z } from 'zod';
import type { Actor } from '../../auth/actor.ts';
import { authorize } from '../../services/authorize.ts';
import { type LiveVmDeps, requireLiveVm } from './live-vm.ts';

const startDeadlineMs = 15_000;
/** An answered request needs no more input; its sender gets this long to notice. */
const lingerMs = 30_000;
const keepAliveMs = 60_000;

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/** @throws before the first byte of the response; after it the connection is cut instead. */
export async function execInVm(
  deps: LiveVmDeps,
  actor: Actor,
  vmId: string,
  exchange: Exchange,
): Promise<void> {
  try {
    await relayExec(deps, actor, vmId, exchange);
  } finally {
    discardRest(exchange.request);
  }
}

async function relayExec(
  deps: LiveVmDeps,
  actor: Actor,
  vmId: string,
  { request, response }: Exchange,
): Promise<void> {
  await authorize(deps, actor, 'vm.exec', { type: 'vm', id: vmId });
  const { start, received } = await readStart(request);
  const details = { program: start.argv[0], user: start.user ?? null };
  const { link } = await requireLiveVm(deps, actor, vmId, {
    permission: 'vm.exec',
    isAudited: true,
    details,
  });
  const call = link.open({ path: guestPath(vmId, channelPaths.exec) });
  response.once('close', () => {
    if (!response.writableFinished) call.abort(new AppError('cancelled', 'The caller has gone.'));
  });
  if (response.destroyed) call.abort(new AppError('cancelled', 'The caller has gone.'));
  for (const chunk of received) call.stream.write(chunk);
  await requireOk(call);
  // A silent program may run for days: only the network can say that its caller is gone.
  request.socket.setKeepAlive(true, keepAliveMs);
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Cache-Control': 'no-store',
    // A proxy that collects a response before it passes it on would hold back what people wait for.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  carryRequest(request, call);
  await carryResponse(call, response);
}

type Start = { readonly start: ExecRequest; readonly received: readonly Buffer[] };

/** Reads as far as the first frame's end. What was read with it is passed on as it came. */
async function readStart(request: IncomingMessage): Promise<Start> {
  const timer = setTimeout(() => request.destroy(), startDeadlineMs);
  const decoder = new FrameDecoder();
  const received: Buffer[] = [];
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      received.push(chunk);
      const [first] = decoder.push(chunk);
      if (first !== undefined) return { start: parseStart(first), received };
    }
  } finally {
    clearTimeout(timer);
  }
  throw new AppError('truncated', 'The request ended before its first frame.');
}

function parseStart(frame: Frame): ExecRequest {
  if (frame.type !== frameType.start)
    throw new AppError('invalid-input', `The first frame has type ${frame.type}, not ${frameType.start}.`);
  const parsed = ExecRequest.safeParse(parseJson(frame.payload));
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-input', z.prettifyError(parsed.error).slice(0, 2000));
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch (cause) {
    throw new AppError('invalid-input', 'The first frame does not hold JSON.', { cause });
  }
}

function carryRequest(request: IncomingMessage, { stream }: OpenStream): void {
  request.on('data', (chunk: Buffer) => {
    // What follows the program's end is read and dropped.
    if (stream.destroyed || stream.writableEnded) return;
    stream.write(chunk);
    if (isFull(stream)) request.pause();
  });
  stream.on('drain', () => request.resume());
  stream.once('close', () => request.resume());
  // A cut request also shows as 'close' of its response, which aborts the call.
  request.once('end', () => {
    if (request.complete && !stream.destroyed) stream.end();
  });
}

/** Resolves when the response is whole, and cuts it when it cannot become that. */
async function carryResponse({ stream, ended }: OpenStream, response: ServerResponse): Promise<void> {
  stream.on('data', (chunk: Buffer) => {
    if (!response.write(chunk)) stream.pause();
  });
  response.on('drain', () => stream.resume());
  // Nobody takes the rest any more; it must not hold the stream open.
  response.once('close', () => stream.resume());
  try {
    await ended;
  } catch (error) {
    // Its 'end' frame may never have come, which is what the caller has to see; there is no room for a reason.
    response.destroy(toAppError(error));
    return;
  }
  response.end();
  if (!stream.writableEnded && !stream.destroyed) stream.end();
}

/** Whoever is still sending would lose the answer to a connection that is closed at once. */
function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.destroy(), lingerMs);
  request.once('close', () => clearTimeout(timer));
  request.resume();
}
