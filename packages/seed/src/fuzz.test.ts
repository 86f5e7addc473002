/** Arbitrary documents never make render or lint throw, and never take them long. */
import type { SeedDocuments, TemplateVariable } from '@busbar/shared/domain/template';
import { describe, expect, it } from 'vitest';
import { lintSeed } from './lint/lint-seed.ts';
import { renderDocuments } from './render/render-documents.ts';
import { builtInTemplates } from './templates/built-in-templates.ts';
import { type SeededRandom, seededRandom } from './testing/seeded-random.ts';

const pieces = [
  '#cloud-config\n',
  '## template: jinja\n',
  '#!/bin/sh\n',
  'users:',
  'runcmd:',
  'write_files:',
  'network:',
  'version: 2',
  '\n',
  '\n  ',
  '\n    - ',
  ' ',
  '\t',
  ': ',
  '- ',
  '- - ',
  '? ',
  '[',
  ']',
  '{',
  '}',
  ',',
  '|',
  '>-',
  '|2\n',
  "'",
  '"',
  '&a ',
  '*a',
  '<<: ',
  '!!int ',
  '!x ',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  '#',
  ' # ',
  '{{ V }}',
  '{{V}}',
  '{{{{',
  '{{',
  '}}',
  '{{ KEYS }}',
  '{{ nope }}',
  '{{ HOSTNAME }}',
  '~',
  'null',
  '0644',
  '1e9',
  '\u0000',
  '\ud800',
  '\ufeff',
  '\u2028',
  '😀',
  'a'.repeat(70),
  '__proto__',
  'constructor',
  '\r\n',
  '\\',
  '=',
];
const text = (random: SeededRandom): string =>
  Array.from({ length: random.below(40) }, () => random.pick(pieces)).join('');
const mutated = (random: SeededRandom, original: string): string => {
  const at = random.below(original.length);
  return original.slice(0, at) + random.pick(pieces) + original.slice(at + random.below(3));
};
const declared: TemplateVariable[] = (['V', 'KEYS'] as const).map((name) => ({
  name,
  label: name,
  help: '',
  type: name === 'KEYS' ? 'ssh-keys' : 'text',
  choices: [],
  defaultValue: '',
  required: false,
}));

function check(documents: SeedDocuments, values: Record<string, string>): void {
  const rendered = renderDocuments(documents, values, declared);
  expect(Object.keys(rendered.documents)).toEqual(Object.keys(documents));
  for (const finding of [...lintSeed(rendered.documents), ...lintSeed(documents)]) {
    expect(finding.line).toBeGreaterThanOrEqual(1);
    expect(finding.column).toBeGreaterThanOrEqual(1);
    expect(finding.message).not.toMatch(/undefined|\[object/);
  }
}

describe('arbitrary documents', () => {
  it.each(Array.from({ length: 20 }, (_, index) => index))('batch %i', (seed) => {
    const random = seededRandom(seed);
    for (let round = 0; round < 50; round++) {
      const documents = {
        metaData: text(random),
        userData: `#cloud-config\n${text(random)}`,
        networkConfig: text(random),
      };
      check(documents, { V: text(random), KEYS: text(random), HOSTNAME: text(random) });
    }
  });

  it.each(builtInTemplates.slice(0, 4))('mutations of $slug', ({ documents }) => {
    const random = seededRandom(99);
    for (let round = 0; round < 100; round++) {
      check(
        { ...documents, userData: mutated(random, documents.userData) },
        { V: text(random), HOSTNAME: 'x' },
      );
    }
  });

  it.each([
    ['deep block lists', '- '.repeat(20_000)],
    ['deep flow', '[{'.repeat(20_000)],
    ['deep indentation', Array.from({ length: 1500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['explicit keys', '? '.repeat(20_000)],
    ['anchors', '&a '.repeat(5_000)],
    ['braces', '{{ '.repeat(20_000)],
    ['many keys', Array.from({ length: 5_000 }, (_, index) => `k${index}: 1`).join('\n')],
  ])('%s', (_, userData) => {
    check({ metaData: userData, userData: `#cloud-config\n${userData}` }, { V: userData.slice(0, 60_000) });
  });
});
