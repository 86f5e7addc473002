import type { ClientHttp2Session } from 'node:http2';
import { openStream } from '@busbar/shared/http2/open-stream';
import { arrived, feed, ratePerSecond } from './bytes.ts';

/** Megabytes a second from the peer's `/source` to us. */
export const downloadRate = (session: ClientHttp2Session, totalBytes: number): Promise<number> =>
  ratePerSecond(totalBytes, async () => {
    const call = openStream(session, { method: 'GET', path: `/source?bytes=${totalBytes}` });
    await arrived(call.stream, totalBytes);
    await call.ended;
  });

/** Megabytes a second from us to the peer's `/sink`. */
export const uploadRate = (session: ClientHttp2Session, totalBytes: number): Promise<number> =>
  ratePerSecond(totalBytes, async () => {
    const call = openStream(session, { path: `/sink?bytes=${totalBytes}` });
    call.stream.resume();
    await feed(call.stream, totalBytes);
    call.stream.end();
    await call.ended;
  });
