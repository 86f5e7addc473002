/** Windows' tables of network interfaces and routes, which Node shows only in part: no counters, no links that are down. */
import { koffi } from './koffi.ts';
import { windowsError } from './windows-error.ts';
import {
  type InterfaceRow,
  interfaceRowBytes,
  readInterfaceRow,
  readRouteRow,
  routeRowBytes,
  tableHeaderBytes,
} from './windows-structs.ts';

const anyFamily = 0;
/** A guest has a handful; more is no table. */
const rowLimit = 10_000;

export function readInterfaces(): readonly InterfaceRow[] {
  const ask = koffi().load('iphlpapi.dll').func('uint32_t GetIfTable2(_Out_ void **table)');
  return rowsOf('GetIfTable2', (table) => ask(table) as number, interfaceRowBytes).map(readInterfaceRow);
}

export function readRoutes(): readonly ReturnType<typeof readRouteRow>[] {
  const ask = koffi()
    .load('iphlpapi.dll')
    .func('uint32_t GetIpForwardTable2(uint16_t family, _Out_ void **table)');
  return rowsOf('GetIpForwardTable2', (table) => ask(anyFamily, table) as number, routeRowBytes).map(
    readRouteRow,
  );
}

/** Copies of the rows: Windows has the table back afterwards. */
function rowsOf(call: string, ask: (table: [unknown]) => number, rowBytes: number): Buffer[] {
  const { load, view } = koffi();
  const free = load('iphlpapi.dll').func('void FreeMibTable(void *table)');
  const table: [unknown] = [null];
  const code = ask(table);
  if (code !== 0) throw windowsError(call, code);
  const [address] = table as [bigint];
  try {
    const count = Math.min(Buffer.from(view(address, tableHeaderBytes)).readUInt32LE(0), rowLimit);
    const all = Buffer.from(view(address, tableHeaderBytes + count * rowBytes));
    return Array.from({ length: count }, (_, at) =>
      Buffer.from(all.subarray(tableHeaderBytes + at * rowBytes, tableHeaderBytes + (at + 1) * rowBytes)),
    );
  } finally {
    free(address);
  }
}
