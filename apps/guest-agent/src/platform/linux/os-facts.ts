import { machine, release } from 'node:os';
import { join } from 'node:path';
import type { GuestHello } from '@busbar/shared/protocol/channel';
import { readTextIfPresent } from '../read-text.ts';

const textLimit = 256;

/** `KEY="value"` lines of os-release(5). */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/^([A-Z_]+)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#]*))/gm)];
  return new Map(pairs.map(([, key, double, single, plain]) => [key ?? '', double ?? single ?? plain ?? '']));
}

export async function readOs(root: string): Promise<GuestHello['os']> {
  const text =
    (await readTextIfPresent(join(root, 'etc/os-release'))) ??
    (await readTextIfPresent(join(root, 'usr/lib/os-release'))) ??
    '';
  const release_ = parseOsRelease(text);
  const fact = (key: string, otherwise: string): string =>
    (release_.get(key) || otherwise).slice(0, textLimit);
  return {
    id: fact('ID', 'linux'),
    name: fact('PRETTY_NAME', fact('NAME', 'Linux')),
    version: fact('VERSION_ID', ''),
    kernel: release().slice(0, textLimit),
    arch: machine().slice(0, textLimit),
  };
}
