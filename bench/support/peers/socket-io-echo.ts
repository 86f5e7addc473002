/** The least that a browser can echo over: a Socket.IO server that sends back what it gets, and a page. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const [port = '0'] = process.argv.slice(2);
const page = '<!doctype html><title>echo</title><script src="/socket.io/socket.io.js"></script>';
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end(page);
});
new Server(server).on('connection', (socket) => {
  socket.on('input', (id: string, bytes: Buffer) => socket.emit('output', id, 0, bytes));
});
server.listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
process.once('disconnect', () => process.exit());
