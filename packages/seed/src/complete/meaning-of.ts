/** One line on what a key means, by its path in the document. Kept apart from lint, which does not need it. */
import { configurationToolMeanings } from './meanings/configuration-tools.ts';
import { fileAndCommandMeanings } from './meanings/files-and-commands.ts';
import { networkV1Meanings, networkV2Meanings } from './meanings/network-config.ts';
import { packageMeanings } from './meanings/packages.ts';
import { systemMeanings } from './meanings/system.ts';
import { userMeanings } from './meanings/users.ts';
import { metaDataMeanings } from './meta-data.ts';

export type Language = 'cloud-config' | 'network-v1' | 'network-v2' | 'meta-data';
type Meanings = Readonly<Record<string, string>>;

/** Without the keys that are a person's own, such as names of devices: those are `*` in a path. */
export const meanings: Readonly<Record<Language, Meanings>> = {
  'cloud-config': {
    ...userMeanings,
    ...fileAndCommandMeanings,
    ...packageMeanings,
    ...systemMeanings,
    ...configurationToolMeanings,
  },
  'network-v1': networkV1Meanings,
  'network-v2': networkV2Meanings,
  'meta-data': metaDataMeanings,
};

/** Parts of the table that stand there twice or more, and mean the same in each place. */
const alike: readonly (readonly [RegExp, string])[] = [
  [/^user\./, 'users.'],
  [/^apt\.security\./, 'apt.primary.'],
  [/^output\.(init|config|final)\./, 'output.all.'],
  [/^merge_type\./, 'merge_how.'],
  [/^(ethernets|bonds|bridges|vlans)\.\*\./, 'device.'],
];

/** @param path keys only; `*` for a key that is a person's own */
export function meaningOf(language: Language, path: readonly string[]): string | undefined {
  const written = path.join('.');
  const same = alike.find(([pattern]) => pattern.test(written));
  const key = same === undefined ? written : written.replace(same[0], same[1]);
  const known = meanings[language];
  const plain = key.replaceAll('.*', '');
  return Object.hasOwn(known, plain) ? known[plain] : undefined;
}
