import { join } from 'node:path';
import { readTextIfPresent } from '../read-text.ts';

const routeUp = 0x1;
const routeReject = 0x200;

/** Interfaces with a default route in /proc/net/route: destination and mask are zero, the flags say "up". */
export function parseDefaultRoutes4(table: string): readonly string[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((field) => field[1] === '00000000' && field[7] === '00000000')
    .filter((field) => isUsable(Number.parseInt(field[3] ?? '0', 16)))
    .map((field) => field[0] ?? '');
}

/** The same of /proc/net/ipv6_route, where the kernel also lists an unreachable default on `lo`. */
export function parseDefaultRoutes6(table: string): readonly string[] {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((field) => /^0{32}$/.test(field[0] ?? '') && field[1] === '00')
    .filter((field) => field[9] !== 'lo' && isUsable(Number.parseInt(field[8] ?? '0', 16)))
    .map((field) => field[9] ?? '');
}

const isUsable = (flags: number): boolean => (flags & routeUp) !== 0 && (flags & routeReject) === 0;

export async function readDefaultRouteInterfaces(root: string): Promise<ReadonlySet<string>> {
  const four = (await readTextIfPresent(join(root, 'proc/net/route'))) ?? '';
  const six = (await readTextIfPresent(join(root, 'proc/net/ipv6_route'))) ?? '';
  return new Set([...parseDefaultRoutes4(four), ...parseDefaultRoutes6(six)]);
}
