/**
 * The raw side of a comparison: a UNIX socket without any protocol. The first byte of a connection says what
 * it is for; a source then takes the number of bytes wanted as eight bytes, again and again.
 */
import { createServer, type Socket } from 'node:net';
import { feed } from '../bytes.ts';

const serve: Readonly<Record<string, (socket: Socket) => void>> = {
  e: (socket) => socket.on('data', (bytes) => socket.write(bytes)),
  s: (socket) => socket.on('data', (wanted: Buffer) => void feed(socket, Number(wanted.readBigUInt64BE()))),
  t: (socket) => {
    let left = 0n;
    let isCounting = false;
    socket.on('data', (bytes: Buffer) => {
      const head = isCounting ? 0 : 8;
      if (!isCounting) left = bytes.readBigUInt64BE();
      left -= BigInt(bytes.length - head);
      isCounting = left > 0n;
      if (!isCounting) socket.write('.');
    });
  },
};

const [path = ''] = process.argv.slice(2);
createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', (kind: Buffer) => {
    serve[kind.toString('utf8', 0, 1)]?.(socket);
    socket.write('!');
  });
}).listen(path, () => process.send?.('ready'));
process.once('disconnect', () => process.exit());
