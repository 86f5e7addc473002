/** A host agent's place in the middle: HTTP/2 server to the one side, client to the other, `relayStream` between. */
import { createServer } from 'node:net';
import { relayStream } from '@busbar/shared/http2/relay-stream';
import { createRouter } from '@busbar/shared/http2/router';
import { serveHttp2 } from '@busbar/shared/http2/serve-http2';
import { dialHttp2 } from '../dial.ts';

const [path = '', guestPath = ''] = process.argv.slice(2);
const guest = await dialHttp2(guestPath);
const router = createRouter({
  '* /*': ({ stream, headers, signal }) =>
    relayStream(stream, guest, { inboundHeaders: headers, path: headers[':path'] ?? '/', signal }),
});
createServer((socket) => void serveHttp2(socket, router)).listen(path, () => process.send?.('ready'));
process.once('disconnect', () => process.exit());
