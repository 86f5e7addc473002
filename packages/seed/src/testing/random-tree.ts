/** For tests only: a tree of files with awkward names and sizes, the same for the same seed. */
import type { IsoEntry } from '../iso/iso-entry.ts';
import { seededRandom } from './seeded-random.ts';

const nameParts = [
  'a',
  'B',
  'user-data',
  'README',
  '.hidden',
  'very long name ',
  'x.tar.gz',
  'ünï',
  '日本',
  '😀',
  '_',
  "it's",
];
const sizes = [0, 1, 2047, 2048, 2049, 5000, 70_000];

export function randomTree(seed: number): IsoEntry[] {
  const random = seededRandom(seed);
  const folders = [''];
  const entries = new Map<string, IsoEntry>();
  const freeName = (folder: string): string => {
    const parts = Array.from({ length: 1 + random.below(6) }, () => random.pick(nameParts));
    const name = [...parts.join('')].slice(0, 30).join('').trim() || 'x';
    return `${folder}${name}-${entries.size}-${folders.length}`;
  };
  for (let made = random.below(12); made > 0; made--) {
    const parent = random.pick(folders);
    if (parent.split('/').length <= 6) folders.push(`${freeName(parent)}.d/`);
  }
  for (let made = 1 + random.below(60); made > 0; made--) {
    const path = freeName(random.pick(folders));
    const content = new Uint8Array(random.pick(sizes)).fill(random.below(256));
    entries.set(path, { path, content, mode: random.pick([0o444, 0o555, 0o644, 0o600]) });
  }
  return [...entries.values()];
}
