import type { ConsoleClientToServer, ConsoleServerToClient } from '@busbar/shared/realtime/console';
import { io, type Socket } from 'socket.io-client';

export type ConsoleSocket = Socket<ConsoleServerToClient, ConsoleClientToServer>;

let shared: { readonly socket: ConsoleSocket; holders: number } | null = null;

/** One socket carries all shells of the page; it closes with the last of them. */
export function holdConsoleSocket(): { readonly socket: ConsoleSocket; readonly release: () => void } {
  shared ??= { socket: io('/consoles', { reconnectionDelay: 250, reconnectionDelayMax: 3_000 }), holders: 0 };
  const held = shared;
  held.holders += 1;
  let isHeld = true;
  return {
    socket: held.socket,
    release: () => {
      if (!isHeld) return;
      isHeld = false;
      held.holders -= 1;
      if (held.holders > 0) return;
      held.socket.disconnect();
      if (shared === held) shared = null;
    },
  };
}
