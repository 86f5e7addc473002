#!/usr/bin/env node
/**
 * A client of the local protocol (docs/local-protocol.md). It needs Node and nothing else.
 *
 *   node vmgenie-client.mjs status
 *   node vmgenie-client.mjs vm action=list includeNetAddress=true
 *   node vmgenie-client.mjs provision template=debian-12 vm_name=testvm 'variables={"USERNAME":"me"}'
 *
 * Values that are JSON are sent as such, others as text. VMGENIE_PIPE names another socket or pipe.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { pathToFileURL } from 'node:url';

const defaultPath =
  process.platform === 'win32' ? '\\\\.\\pipe\\vmgenie' : '/run/busbar-host/local/vmgenie.sock';

/**
 * Asks once and resolves to the answer's data. `onLine` gets what a command sends ahead of its answer.
 *
 * @throws Error with the service's words, or when it cannot be reached or goes away without an answer
 */
export async function ask(command, parameters = {}, { path = defaultPath, onLine = () => {} } = {}) {
  const id = randomUUID();
  const timestamp = new Date().toISOString();
  const socket = connect(path);
  socket.setEncoding('utf8');
  socket.write(`${JSON.stringify({ id, command, parameters, timestamp })}\n`);
  let rest = '';
  let last = null;
  for await (const text of socket) {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (last !== null) onLine(last.data);
      last = JSON.parse(line);
    }
  }
  if (last === null) throw new Error('The service closed the connection without an answer.');
  if (last.status === 'error') throw new Error(last.data);
  return last.data;
}

function parameterOf(argument) {
  const at = argument.indexOf('=');
  const [name, text] = at === -1 ? [argument, 'true'] : [argument.slice(0, at), argument.slice(at + 1)];
  try {
    return [name, JSON.parse(text)];
  } catch {
    return [name, text];
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [command = 'help', ...rest] = process.argv.slice(2);
  const print = (data) => console.log(JSON.stringify(data, null, 2));
  try {
    const path = process.env.VMGENIE_PIPE ?? defaultPath;
    print(await ask(command, Object.fromEntries(rest.map(parameterOf)), { path, onLine: print }));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
