/** The host's side of a shell viewer, as small as a test can have it. */
import type { ClientHttp2Session } from 'node:http2';
import { type OpenStream, openStream } from '@busbar/shared/http2/open-stream';
import { requestJson } from '@busbar/shared/http2/request-json';
import {
  channelPaths,
  type ExecEnd,
  type ShellAttach,
  type ShellAttached,
  ShellInfo,
} from '@busbar/shared/protocol/channel';
import { encodeFrame, encodeJsonFrame, FrameDecoder, frameType } from '@busbar/shared/protocol/frames';
import { vi } from 'vitest';
import type { z } from 'zod';

export const createShell = (
  session: ClientHttp2Session,
  body: { shellId: string; argv?: string[]; user?: string },
): Promise<ShellInfo> =>
  requestJson(session, {
    path: channelPaths.shells,
    body: { size: { columns: 80, rows: 24 }, ...body },
    output: ShellInfo,
  });

export type Seen = {
  attached: z.infer<typeof ShellAttached> | null;
  /** Output with the offset of its first byte; a new entry after each gap. */
  output: Buffer[];
  outputBytes: number;
  liveAt: number | null;
  gaps: { from: number; to: number }[];
  sizes: { columns: number; rows: number }[];
  viewers: number;
  end: ExecEnd | null;
};

export type ShellViewerClient = {
  readonly open: OpenStream;
  readonly seen: Seen;
  readonly type: (text: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Next offset wanted: where a later attach goes on. */
  readonly offset: () => number;
  readonly text: () => string;
  readonly waitFor: (condition: (seen: Seen) => boolean) => Promise<void>;
  /** Leaves; resolves once the stream is closed. */
  readonly leave: () => Promise<void>;
};

export function attachShell(
  session: ClientHttp2Session,
  request: z.input<typeof ShellAttach>,
  options: { readonly acknowledges?: boolean } = {},
): ShellViewerClient {
  const open = openStream(session, { path: channelPaths.shellAttach });
  const decoder = new FrameDecoder();
  const seen: Seen = {
    attached: null,
    output: [],
    outputBytes: 0,
    liveAt: null,
    gaps: [],
    sizes: [],
    viewers: 0,
    end: null,
  };
  let offset = 0;
  const take: Record<number, (payload: Buffer) => void> = {
    [frameType.attached]: (payload) => {
      seen.attached = JSON.parse(payload.toString());
      offset = seen.attached?.replayFrom ?? 0;
    },
    [frameType.stdout]: (payload) => {
      seen.output.push(payload);
      seen.outputBytes += payload.length;
      offset += payload.length;
      if (options.acknowledges !== false) open.stream.write(encodeJsonFrame(frameType.ack, { offset }));
    },
    [frameType.live]: (payload) => {
      seen.liveAt = JSON.parse(payload.toString()).offset;
    },
    [frameType.gap]: (payload) => {
      const gap = JSON.parse(payload.toString());
      seen.gaps.push(gap);
      offset = gap.to;
    },
    [frameType.resized]: (payload) => void seen.sizes.push(JSON.parse(payload.toString())),
    [frameType.viewers]: (payload) => {
      seen.viewers = JSON.parse(payload.toString()).count;
    },
    [frameType.end]: (payload) => {
      seen.end = JSON.parse(payload.toString());
    },
  };
  let isRefused = false;
  open.stream.once('response', (headers) => {
    isRefused = headers[':status'] !== 200;
  });
  open.stream.on('data', (chunk: Buffer) => {
    if (isRefused) return;
    for (const { type, payload } of decoder.push(chunk)) take[type]?.(payload);
  });
  // Whoever wants the end of the stream asks for it; a test that cuts the way does not.
  open.ended.catch(() => undefined);
  open.stream.write(encodeJsonFrame(frameType.start, request));
  return {
    open,
    seen,
    type: (text) => void open.stream.write(encodeFrame(frameType.stdin, Buffer.from(text))),
    resize: (columns, rows) => void open.stream.write(encodeJsonFrame(frameType.resize, { columns, rows })),
    offset: () => offset,
    text: () => Buffer.concat(seen.output).toString(),
    waitFor: async (condition) =>
      void (await vi.waitUntil(() => condition(seen), { timeout: 20_000, interval: 5 })),
    leave: async () => {
      open.stream.close();
      if (!open.stream.destroyed) await new Promise((resolve) => open.stream.once('close', resolve));
    },
  };
}
