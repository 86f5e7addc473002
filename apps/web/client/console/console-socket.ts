import type { ConsoleClientToServer, ConsoleServerToClient } from '@busbar/shared/realtime/console';
import { io, type Socket } from 'socket.io-client';

export type ConsoleSocket = Socket<ConsoleServerToClient, ConsoleClientToServer>;

let socket: ConsoleSocket | null = null;
let holders = 0;

/**
 * One socket carries all shells of the page; it closes with the last of them. It shares its connection with
 * the realtime socket, whose manager does not connect by itself: hence the explicit `connect`.
 */
export function holdConsoleSocket(): { readonly socket: ConsoleSocket; readonly release: () => void } {
  socket ??= io('/consoles', { autoConnect: false, reconnectionDelayMax: 5_000 });
  const held = socket;
  holders += 1;
  if (holders === 1) held.connect();
  let isHeld = true;
  return {
    socket: held,
    release: () => {
      if (!isHeld) return;
      isHeld = false;
      holders -= 1;
      if (holders === 0) held.disconnect();
    },
  };
}
