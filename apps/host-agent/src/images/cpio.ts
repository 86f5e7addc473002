/** Writes the archive format of initial RAM disks ("newc", Documentation/driver-api/early-userspace). Pure. */

export type CpioEntry =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: Uint8Array };

const fileType = { folder: 0o040755, file: 0o100000 };

/** Equal input gives equal bytes: every time is 0 and every owner root. */
export function writeCpio(entries: readonly CpioEntry[]): Buffer {
  const records = entries.map((entry, at) => {
    const mode = entry.kind === 'folder' ? fileType.folder : fileType.file | entry.mode;
    return record(entry.path, mode, at + 1, entry.kind === 'file' ? entry.content : new Uint8Array());
  });
  return Buffer.concat([...records, record('TRAILER!!!', 0, 0, new Uint8Array())]);
}

function record(path: string, mode: number, inode: number, content: Uint8Array): Buffer {
  const name = Buffer.from(`${path}\0`);
  // inode, mode, uid, gid, links, time, size, device and special device (major, minor), name's length, check
  const numbers = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const fields = numbers.map((value) => value.toString(16).padStart(8, '0')).join('');
  const head = Buffer.from(`070701${fields}`);
  return Buffer.concat([padded(Buffer.concat([head, name])), padded(content)]);
}

/** Every part begins at a multiple of four bytes. */
const padded = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
