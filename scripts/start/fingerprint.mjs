import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const passedOver = new Set(['node_modules', '.next', 'generated', '.cache', 'test-results']);
/** Tests, and what a build writes beside the sources. */
const passedOverFile = /\.test\.[cm]?tsx?$|next-env\.d\.ts$|tsconfig\.json$|\.tsbuildinfo$/;

/** A hash over names and contents of all files below `roots` (files or folders) that a build reads. */
export function fingerprint(base, roots) {
  const hash = createHash('sha256');
  for (const root of roots) {
    for (const file of filesBelow(join(base, root))) {
      hash.update(relative(base, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

function* filesBelow(path) {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return;
  if (facts.isFile()) {
    if (!passedOverFile.test(path)) yield path;
    return;
  }
  const entries = readdirSync(path, { withFileTypes: true }).filter((entry) => !passedOver.has(entry.name));
  for (const name of entries.map((entry) => entry.name).sort()) yield* filesBelow(join(path, name));
}
