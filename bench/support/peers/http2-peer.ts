/** A guest agent's end of a channel, with routes that only move bytes. */
import { createServer } from 'node:net';
import { createRouter } from '@busbar/shared/http2/router';
import { serveHttp2 } from '@busbar/shared/http2/serve-http2';
import { benchRoutes } from './http2-routes.ts';

const [path = ''] = process.argv.slice(2);
const router = createRouter(benchRoutes);
createServer((socket) => void serveHttp2(socket, router)).listen(path, () => process.send?.('ready'));
process.once('disconnect', () => process.exit());
