/**
 * Reads what a page's terminal was sent, from the page's own WebSocket: Socket.IO announces a binary event as
 * text (`451-/consoles,["output","<attachId>",<offset>,{"_placeholder":true,"num":0}]`) and sends the bytes in
 * the next frame. So a test sees every byte with its offset, without a hook in the product.
 */
import type { Page } from '@playwright/test';

type Piece = { readonly attachId: string; readonly offset: number; readonly bytes: Buffer };
const announcement = /^451-\/consoles,(?:\d+)?\["output","([^"]+)",(\d+),/;

export class ConsoleCapture {
  readonly pieces: Piece[] = [];

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      let announced: { attachId: string; offset: number } | null = null;
      socket.on('framereceived', ({ payload }) => {
        if (typeof payload === 'string') {
          const match = announcement.exec(payload);
          announced = match === null ? null : { attachId: match[1] ?? '', offset: Number(match[2]) };
        } else if (announced !== null) {
          this.pieces.push({ ...announced, bytes: payload });
          announced = null;
        }
      });
    });
  }

  /** Bytes up to which output has arrived. */
  get arrivedTo(): number {
    return this.pieces.reduce((most, { offset, bytes }) => Math.max(most, offset + bytes.length), 0);
  }

  /** Per attachment the bytes must follow one another: an offset that jumps or repeats is a defect. */
  gaps(): readonly string[] {
    const next = new Map<string, number>();
    const found: string[] = [];
    for (const { attachId, offset, bytes } of this.pieces) {
      const expected = next.get(attachId);
      if (expected !== undefined && expected !== offset)
        found.push(`${attachId}: expected ${expected}, got ${offset}`);
      next.set(attachId, offset + bytes.length);
    }
    return found;
  }

  /** The whole output from the first captured byte on, put together by offset over all attachments. */
  text(): string {
    const first = Math.min(...this.pieces.map(({ offset }) => offset));
    const whole = Buffer.alloc(this.arrivedTo - first);
    for (const { offset, bytes } of this.pieces) bytes.copy(whole, offset - first);
    return whole.toString('utf8');
  }
}
