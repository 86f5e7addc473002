import type { Writable } from 'node:stream';

/**
 * Bytes that a writer may leave waiting in a stream before it must wait itself. Node says "full" at 64 KiB,
 * which is one chunk: HTTP/2 then sends once per turn of the event loop. Four chunks go out together: towards a
 * server that measured a tenth faster, towards a client no difference. Beside a stream's window it is what one stalled reader pins.
 */
export const writeAheadBytes = 256 * 1024;

/** Whether a writer must now wait for 'drain', which then comes for certain. */
export const isFull = (to: Writable): boolean => to.writableLength >= writeAheadBytes;
