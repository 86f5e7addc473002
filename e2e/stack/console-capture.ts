/**
 * Reads what a page's terminal was sent, from the page's own connection: Socket.IO announces a binary event as
 * text (`451-/consoles,["output","<attachId>",<offset>,{"_placeholder":true,"num":0}]`) and sends the bytes
 * next: as a frame of its WebSocket, or as base64 while it still polls. So a test sees every byte with its
 * offset, without a hook in the product.
 */
import type { Page, Response } from '@playwright/test';

type Piece = { readonly attachId: string; readonly offset: number; readonly bytes: Buffer };
const announcement = /^451-\/consoles,(?:\d+)?\["output","([^"]+)",(\d+),/;
const packetSeparator = '\x1e';

export class ConsoleCapture {
  readonly #pieces: Piece[] = [];
  readonly #polls: Promise<void>[] = [];

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      const reader = new PacketReader(this.#pieces);
      socket.on('framereceived', ({ payload }) => reader.read(payload));
    });
    page.on('response', (response) => {
      if (response.url().includes('transport=polling')) this.#polls.push(this.#readPoll(response));
    });
  }

  /** All pieces so far, each attachment's in the order of their offsets. */
  async pieces(): Promise<readonly Piece[]> {
    await Promise.all(this.#polls);
    return this.#pieces.toSorted((one, other) => one.offset - other.offset);
  }

  /** Bytes up to which output has arrived. */
  async arrivedTo(): Promise<number> {
    return Math.max(0, ...(await this.pieces()).map(endOf));
  }

  /** Within each attachment the bytes must follow one another: a jump or a repetition is a defect. */
  async defectsWithin(): Promise<readonly string[]> {
    const pieces = await this.pieces();
    return [...new Set(pieces.map(({ attachId }) => attachId))].flatMap((id) =>
      defectsOf(pieces.filter(({ attachId }) => attachId === id)),
    );
  }

  /** The same over all attachments: a new one must go on at the byte where the one before it broke off. */
  async defectsAcross(): Promise<readonly string[]> {
    return defectsOf(await this.pieces());
  }

  async attachments(): Promise<number> {
    return new Set((await this.pieces()).map(({ attachId }) => attachId)).size;
  }

  /** The whole output from the first captured byte on, put together by offset over all attachments. */
  async text(): Promise<string> {
    const pieces = await this.pieces();
    const first = pieces[0]?.offset ?? 0;
    const whole = Buffer.alloc((await this.arrivedTo()) - first);
    for (const { offset, bytes } of pieces) bytes.copy(whole, offset - first);
    return whole.toString('utf8');
  }

  async #readPoll(response: Response): Promise<void> {
    // A poll that a reload or a crash cut off was not received by the page either.
    const [body] = await Promise.allSettled([response.text()]);
    if (body.status === 'rejected') return;
    const reader = new PacketReader(this.#pieces);
    for (const packet of body.value.split(packetSeparator))
      reader.read(packet.startsWith('b') ? Buffer.from(packet.slice(1), 'base64') : packet);
  }
}

/** Pairs each announcement with the bytes after it. */
class PacketReader {
  #announced: { readonly attachId: string; readonly offset: number } | null = null;
  readonly #pieces: Piece[];

  constructor(pieces: Piece[]) {
    this.#pieces = pieces;
  }

  read(packet: string | Buffer): void {
    if (typeof packet === 'string') {
      const match = announcement.exec(packet);
      this.#announced = match === null ? null : { attachId: match[1] ?? '', offset: Number(match[2]) };
    } else if (this.#announced !== null) {
      this.#pieces.push({ ...this.#announced, bytes: packet });
      this.#announced = null;
    }
  }
}

const endOf = ({ offset, bytes }: Piece): number => offset + bytes.length;

function defectsOf(pieces: readonly Piece[]): string[] {
  return pieces.flatMap((piece, index) => {
    const before = pieces[index - 1];
    if (before === undefined || endOf(before) === piece.offset) return [];
    return [`${piece.attachId}: byte ${piece.offset} came after byte ${endOf(before)}`];
  });
}
