import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { productVersion } from './product-version.ts';

it('is the version of the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(productVersion).toBe(manifest.version);
});
