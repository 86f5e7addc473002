/** The same three services as the raw peer, over one HTTP/2 session as the guest agent serves it. */
import { beginResponse, endOk } from '@busbar/shared/http2/respond';
import type { Routes } from '@busbar/shared/http2/router';
import { arrived, feed } from '../bytes.ts';

export const benchRoutes: Routes = {
  'GET /source': async ({ stream, query }) => {
    beginResponse(stream);
    await feed(stream, Number(query.get('bytes')));
    endOk(stream);
  },
  'POST /sink': async ({ stream, query }) => {
    beginResponse(stream);
    await arrived(stream, Number(query.get('bytes')));
    endOk(stream, '.');
  },
  'POST /echo': ({ stream }) => {
    beginResponse(stream);
    stream.on('data', (bytes: Buffer) => stream.write(bytes));
    stream.once('end', () => endOk(stream));
  },
};
