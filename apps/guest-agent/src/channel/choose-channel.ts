/** Which byte path the agent serves. */
import { access } from 'node:fs/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { channelVsockPort } from '@busbar/shared/protocol/channel';

/** The port that the qemu driver gives to each VM. */
export const virtioPortPath = '/dev/virtio-ports/org.busbar.agent.0';

export type ChannelChoice =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'virtio'; readonly path: string }
  | { readonly kind: 'vsock'; readonly port: number }
  /** Windows' name for the same, in a guest of Hyper-V. */
  | { readonly kind: 'hvsock'; readonly port: number }
  /** For trying the agent out on Windows: every user of the machine reaches it there. */
  | { readonly kind: 'loopback'; readonly port: number };

/** `unix:<path>`, `virtio`, `vsock[:port]`, `hvsock[:port]`, `loopback:<port>`; null for `auto`. Throws `invalid-input`. */
export function parseChannel(text: string): ChannelChoice | null {
  if (text === 'auto') return null;
  if (text === 'virtio') return { kind: 'virtio', path: virtioPortPath };
  if (text.startsWith('unix:/')) return { kind: 'unix', path: text.slice('unix:'.length) };
  const port = /^(vsock|hvsock|loopback)(?::(\d{1,10}))?$/.exec(text);
  if (port !== null) {
    return { kind: port[1] as 'vsock' | 'hvsock' | 'loopback', port: Number(port[2] ?? channelVsockPort) };
  }
  throw new AppError(
    'invalid-input',
    `The channel is auto, unix:/path, virtio, vsock[:port], hvsock[:port] or loopback[:port], not "${text}".`,
  );
}

/** The first that this guest has: hv_sock on Windows, else virtio-serial, vsock, the UNIX socket that the environment names. */
export async function chooseChannel(channelSocket: string | null): Promise<ChannelChoice> {
  if (process.platform === 'win32') return { kind: 'hvsock', port: channelVsockPort };
  if (await isThere(virtioPortPath)) return { kind: 'virtio', path: virtioPortPath };
  if (channelSocket === null || (await isThere('/sys/bus/vmbus/drivers/hv_sock'))) {
    return { kind: 'vsock', port: channelVsockPort };
  }
  return { kind: 'unix', path: channelSocket };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // Not there or not for us: either way it cannot be served.
    return false;
  }
}
