/** Archives for tests, byte for byte as a test wants them: also such as nobody writes who means well. */
import { crc32, deflateRawSync } from 'node:zlib';

export type ForgedFile = {
  readonly name: string;
  readonly content: string | Buffer;
  readonly isStored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  readonly mode?: number;
  /** In place of what is so. */
  readonly saysBytes?: number;
  readonly saysSum?: number;
  readonly offset?: number;
};

export function forgeZip(files: readonly ForgedFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const bytes = Buffer.from(file.content);
    const packed = file.isStored === true ? bytes : deflateRawSync(bytes);
    const name = Buffer.from(file.name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    directory.push(centralOf(file, { bytes, packed, name, offset: file.offset ?? at }), name);
    parts.push(local, name, packed);
    at += local.length + name.length + packed.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, entries, end]);
}

type Laid = {
  readonly bytes: Buffer;
  readonly packed: Buffer;
  readonly name: Buffer;
  readonly offset: number;
};

function centralOf(file: ForgedFile, { bytes, packed, name, offset }: Laid): Buffer {
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(file.flags ?? 0, 8);
  central.writeUInt16LE(file.method ?? (file.isStored === true ? 0 : 8), 10);
  central.writeUInt32LE(file.saysSum ?? crc32(bytes), 16);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(file.saysBytes ?? bytes.length, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt32LE(((file.mode ?? 0o100644) << 16) >>> 0, 38);
  central.writeUInt32LE(offset, 42);
  return central;
}
