/**
 * Limits of HTTP/2 sessions and of the classes of streams in them, as data with their reasons.
 *
 * HTTP/2 lets a receiver choose one initial window for all streams of a session (SETTINGS), and Node offers
 * no window per stream: one stalled stream pins at most the window of its session's class (`windowOf`), and
 * a session at most that times its streams. A client opens its streams itself, so it can afford the large
 * windows of bulk; a server bounds what strangers open (256 streams of 256 KiB). Whoever carries interactive
 * bytes keeps less under way than the window by acknowledging (shells do).
 */
import type { ClientSessionOptions, ServerSessionOptions, Settings } from 'node:http2';

const kib = 1024;
const mib = 1024 * kib;

export type StreamClass = 'interactive' | 'proxy' | 'bulk';

export const streamClasses = {
  /** Shells, exec, events. A person cannot read 64 KiB at once, so more would only be delay. */
  interactive: { windowBytes: 64 * kib },
  /** tcp and socks. 256 KiB keeps 100 Mbit/s at 20 ms. */
  proxy: { windowBytes: 256 * kib },
  /** Files and images. 1 MiB reaches the rate of 4 MiB on local sockets at a quarter of the memory. */
  bulk: { windowBytes: 1 * mib },
} as const satisfies Record<StreamClass, { windowBytes: number }>;

export const sessionLimits = {
  /** Bytes of all streams that the peer may have under way to an HTTP/2 *client*. */
  clientWindowBytes: 16 * mib,
  /**
   * The same to an HTTP/2 *server*. 1 MiB keeps 400 Mbit/s at 20 ms, and a local socket busy. It is more than the
   * kernel holds, so that two ends which both write much would wait for each other: see `keepReading`.
   */
  serverWindowBytes: 1 * mib,
  /** Above the 16 KiB default it saves system calls; a frame delays others by 64 KiB at most. */
  frameBytes: 64 * kib,
  /** Streams that a peer may have open at once; more wait on the peer's own side. */
  maxStreams: 256,
  /** MiB that one session may hold, what waits to be sent included; beyond it streams die of ENHANCE_YOUR_CALM. */
  sessionMemoryMib: 64,
  /** Bytes of all headers of one request or response, as HTTP/2 counts them. */
  headerListBytes: 64 * kib,
  headerPairs: 64,
  /** Until the peer's SETTINGS must have arrived. Generous, for emulated guests. */
  settingsDeadlineMs: 10_000,
} as const;

/** Options of a session whose streams have the window of the given class (bulk for clients, proxy for servers). */
export function sessionOptions(windowOf: StreamClass): ClientSessionOptions & ServerSessionOptions {
  const settings: Settings = {
    enablePush: false,
    initialWindowSize: streamClasses[windowOf].windowBytes,
    maxFrameSize: sessionLimits.frameBytes,
    maxConcurrentStreams: sessionLimits.maxStreams,
    maxHeaderListSize: sessionLimits.headerListBytes,
  };
  return {
    settings,
    maxSessionMemory: sessionLimits.sessionMemoryMib,
    maxHeaderListPairs: sessionLimits.headerPairs,
    maxSendHeaderBlockLength: sessionLimits.headerListBytes,
    maxOutstandingPings: 4,
    maxSettings: 16,
    maxSessionInvalidFrames: 16,
  };
}
