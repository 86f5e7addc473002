/**
 * Takes the place of powershell.exe where Hyper-V is simulated: carries lines between standard input and output and
 * the simulator, and nothing else.
 *
 *     node stand-in.ts --socket <path> --host <name> --lane query|work
 *
 * Ends with 0 when its input ends, with 1 when the simulator lets go of it, as a crash of PowerShell.
 */
import { connect } from 'node:net';
import { parseArgs } from 'node:util';

const text = { type: 'string' } as const;
// The agent hands the real powershell.exe arguments of its own; they mean nothing here.
const { values } = parseArgs({
  options: { socket: text, host: text, lane: text, Lane: text },
  strict: false,
});
const lane = values.lane ?? values.Lane;
if (values.socket === undefined || values.host === undefined || lane === undefined) {
  process.stderr.write('usage: stand-in --socket <path> --host <name> --lane query|work\n');
  process.exit(2);
}

const socket = connect(String(values.socket));
let hasInputEnded = false;
socket.once('connect', () => {
  socket.write(`${JSON.stringify({ hello: { host: values.host, lane } })}\n`);
  process.stdin.pipe(socket, { end: false });
  socket.pipe(process.stdout, { end: false });
});
process.stdin.once('end', () => {
  hasInputEnded = true;
  socket.destroy();
});
socket.once('error', (error) => process.stderr.write(`The simulator cannot be reached: ${error.message}\n`));
socket.once('close', () => process.exit(hasInputEnded ? 0 : 1));
