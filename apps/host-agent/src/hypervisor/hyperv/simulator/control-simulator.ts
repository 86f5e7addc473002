/** Sends one control message to a running simulator: faults, the machine, what a guest tells. For tests. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { onLines } from './daemon/lines.ts';
import type { Control } from './daemon/messages.ts';

/** @throws an Error with the simulator's own words. */
export async function controlSimulator(socketPath: string, control: Control): Promise<void> {
  const socket = connect(socketPath);
  try {
    await once(socket, 'connect');
    socket.write(`${JSON.stringify({ control })}\n`);
    const { promise: line, resolve, reject } = Promise.withResolvers<string>();
    onLines(socket, resolve);
    socket.once('close', () => reject(new Error('The simulator ended the connection without an answer.')));
    const answer = JSON.parse(await line) as { readonly ok: boolean; readonly message?: string };
    if (!answer.ok) throw new Error(`The simulator refused ${control.kind}: ${answer.message}`);
  } finally {
    socket.destroy();
  }
}
