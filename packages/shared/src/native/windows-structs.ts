/** Structures of Windows (64 bits) as bytes: written for a call, read from its answer. Pure. */

/** `struct STARTUPINFOEXW`: its size, its flags at 60, the attribute list at 104. */
export const startupInfoBytes = 112;
/**
 * STARTF_USESTDHANDLES with no handles: else a program on a pseudo-console would write to the agent's own output where
 * that is a file or a pipe (Windows Terminal and node-pty do the same).
 */
const useStandardHandles = 0x100;

export function startupInfo(attributeList: bigint): Buffer {
  const info = Buffer.alloc(startupInfoBytes);
  info.writeUInt32LE(startupInfoBytes, 0);
  info.writeUInt32LE(useStandardHandles, 60);
  info.writeBigUInt64LE(attributeList, 104);
  return info;
}

export const processInformationBytes = 24;

/** `struct PROCESS_INFORMATION` */
export function readProcessInformation(bytes: Buffer) {
  return {
    process: Number(bytes.readBigUInt64LE(0)),
    thread: Number(bytes.readBigUInt64LE(8)),
    pid: bytes.readUInt32LE(16),
  };
}

/** `COORD` by value: columns in the low word, rows in the high one. */
export const consoleSize = ({ columns, rows }: { readonly columns: number; readonly rows: number }): number =>
  columns | (rows << 16);

const killOnJobClose = 0x2000;

/** `struct JOBOBJECT_EXTENDED_LIMIT_INFORMATION`: what is in the job ends when its last handle is closed. */
export function killOnClose(): Buffer {
  const limits = Buffer.alloc(144);
  limits.writeUInt32LE(killOnJobClose, 16);
  return limits;
}

export type InterfaceRow = {
  readonly index: number;
  /** As people see it, such as `Ethernet`. */
  readonly alias: string;
  readonly mac: string;
  readonly isUp: boolean;
  /** Hardware as far as Windows can tell, and no filter that is stacked on another. */
  readonly isReal: boolean;
  readonly rxBytes: number;
  readonly txBytes: number;
};

export const interfaceRowBytes = 1352;
/** A table's rows begin here, behind their count. */
export const tableHeaderBytes = 8;
const operationalUp = 1;

/** `struct MIB_IF_ROW2` */
export function readInterfaceRow(row: Buffer): InterfaceRow {
  const flags = row.readUInt8(1152);
  const macLength = Math.min(row.readUInt32LE(1056), 32);
  return {
    index: row.readUInt32LE(8),
    alias: row.toString('utf16le', 28, 28 + 514).replace(/\0.*$/s, ''),
    mac: row.toString('hex', 1060, 1060 + macLength).replace(/(..)(?=.)/g, '$1:'),
    isUp: row.readUInt32LE(1156) === operationalUp,
    isReal: (flags & 0b01) !== 0 && (flags & 0b10) === 0,
    rxBytes: Number(row.readBigUInt64LE(1208)),
    txBytes: Number(row.readBigUInt64LE(1280)),
  };
}

export const routeRowBytes = 104;

/** `struct MIB_IPFORWARD_ROW2`: over which interface, and whether it leads everywhere. */
export const readRouteRow = (row: Buffer): { readonly index: number; readonly isDefault: boolean } => ({
  index: row.readUInt32LE(8),
  isDefault: row.readUInt8(40) === 0,
});
