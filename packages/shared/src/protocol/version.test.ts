import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { channelVersion, linkVersion, negotiateVersion } from './version.ts';

describe('version negotiation', () => {
  it('meets at the lower minor of the same major', () => {
    expect(negotiateVersion({ major: 1, minor: 3 }, { major: 1, minor: 1 })).toEqual({ major: 1, minor: 1 });
    expect(negotiateVersion({ major: 1, minor: 1 }, { major: 1, minor: 3 })).toEqual({ major: 1, minor: 1 });
  });

  it('refuses another major', () => {
    expect(negotiateVersion({ major: 1, minor: 0 }, { major: 2, minor: 0 })).toBeNull();
  });
});

it.each([
  ['link', linkVersion],
  ['channel', channelVersion],
])('the last %s entry of the changelog is the version in force', (name, version) => {
  const source = readFileSync(new URL('./version.ts', import.meta.url), 'utf8');
  const entries = [...source.matchAll(new RegExp(`^ \\*   ${name} (\\d+)\\.(\\d+) `, 'gm'))];
  const last = entries.at(-1);
  expect({ major: Number(last?.[1]), minor: Number(last?.[2]) }).toEqual(version);
});
