import { AppError } from '@busbar/shared/errors/app-error';

export type Checksum = { readonly algorithm: 'sha256' | 'sha512'; readonly value: string };

/** Far larger than any that a distribution publishes. */
export const sumsLimitBytes = 4 * 2 ** 20;

const algorithmOf = (hex: string): Checksum['algorithm'] | null =>
  hex.length === 64 ? 'sha256' : hex.length === 128 ? 'sha512' : null;

/** `<hex>  <name>` or `<hex> *<name>`, as coreutils write them; `SHA256 (<name>) = <hex>`, as BSD does. */
const lines = [
  /^(?<hex>[0-9a-f]+)\s+\*?(?<name>\S.*)$/i,
  /^SHA(?:256|512)\s*\((?<name>.+)\)\s*=\s*(?<hex>[0-9a-f]+)$/i,
];

/**
 * The checksum of a file in a list of them. Everything else in it, such as a signature around it, is passed over.
 *
 * @throws AppError `invalid-input` where the list has none of it, or several that differ
 */
export function findSum(text: string, fileName: string): Checksum {
  const found = new Map<string, Checksum>();
  for (const line of text.split('\n')) {
    const groups = lines
      .map((pattern) => pattern.exec(line.trim())?.groups)
      .find((each) => each !== undefined);
    const { hex = '', name = '' } = groups ?? {};
    const algorithm = algorithmOf(hex);
    if (algorithm === null || name.replace(/^.*\//, '') !== fileName) continue;
    found.set(hex.toLowerCase(), { algorithm, value: hex.toLowerCase() });
  }
  // One of each kind is no contradiction: the longer one is taken.
  const sums = [...found.values()].toSorted((one, other) => other.value.length - one.value.length);
  const [sum, next] = sums;
  if (sum === undefined)
    throw refusal(`The list of checksums has no SHA-256 and no SHA-512 of “${fileName}”.`);
  if (next?.algorithm === sum.algorithm)
    throw refusal(`The list of checksums has several that differ of “${fileName}”.`);
  return sum;
}

const refusal = (why: string): AppError =>
  new AppError('invalid-input', why, { userMessage: `${why} Nothing was imported.` });
