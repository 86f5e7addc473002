import { expect, it } from 'vitest';
import { cloudConfigShape } from '../lint/table/cloud-config.ts';
import { networkV1Shape, networkV2Shape } from '../lint/table/network-config.ts';
import { isAnything, type Shape } from '../lint/table/shape.ts';
import { type Language, meaningOf, meanings } from './meaning-of.ts';
import { metaDataShape } from './meta-data.ts';

const shapes: Readonly<Record<Language, Shape>> = {
  'cloud-config': cloudConfigShape,
  'network-v1': networkV1Shape,
  'network-v2': networkV2Shape,
  'meta-data': metaDataShape,
};

/** The path of every key that is proposed. */
function pathsOf(shape: Shape, path: readonly string[] = []): string[][] {
  if (isAnything(shape)) return [];
  const { items, map } = shape;
  return [
    ...(items === undefined ? [] : pathsOf(items, path)),
    ...Object.entries(map?.keys ?? {}).flatMap(([key, value]) =>
      value.deprecated === undefined ? [[...path, key], ...pathsOf(value, [...path, key])] : [],
    ),
    ...(map?.others === undefined ? [] : pathsOf(map.others, [...path, '*'])),
  ];
}

for (const [language, shape] of Object.entries(shapes) as [Language, Shape][]) {
  it(`has one line on every key of ${language}, and of no other`, () => {
    const paths = pathsOf(shape);
    const said = new Set(paths.map((path) => meaningOf(language, path)));
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => meaningOf(language, path) === undefined)).toEqual([]);
    expect(Object.values(meanings[language]).filter((meaning) => !said.has(meaning))).toEqual([]);
    expect([...said].filter((meaning) => (meaning ?? '').length > 100 || meaning?.includes('\n'))).toEqual(
      [],
    );
  });
}

it('knows nothing of keys that are not in the table', () => {
  expect(meaningOf('cloud-config', ['packges'])).toBeUndefined();
  expect(meaningOf('cloud-config', ['constructor'])).toBeUndefined();
});
