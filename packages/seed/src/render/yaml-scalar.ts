/** How a text is written as one YAML scalar, and when it may be written without quotes. */

/** Always valid, on one line, and read back as exactly `text` by YAML 1.1 and 1.2. */
export const doubleQuoted = (text: string): string =>
  JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });

/** YAML's c-printable without line ends other than `\n`, and without what readers may take for one. */
export const isPrintable = (text: string): boolean =>
  text.isWellFormed() &&
  !/[^\t\n\u0020-\u007e\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u.test(text);

/** What a YAML 1.1 reader such as cloud-init's takes for null, a boolean, a number, a date or a merge. */
const notAString =
  /^(~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?(\d[\d_]*)?\.?[\d_]*([eE][-+]?\d+)?|[-+]?0[xX][\da-fA-F_]+|[-+]?0[bB][01_]+|0o[0-7]+|[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?|[-+]?\.inf|\.nan|\d{4}-\d\d?-\d\d?([Tt\s].*)?)$/i;

export const readsAsString = (text: string): boolean => !notAString.test(text);

/**
 * Whether `text` can stand as a plain scalar in the place where the template's own plain scalar stood.
 * `inserted` are the parts that come from values; the rest the template's author has proved by parsing.
 */
export function isPlainSafe(text: string, inserted: readonly string[]): boolean {
  if (text === '' || text.trim() !== text || !isPrintable(text) || /[\n\t]/.test(text)) return false;
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) || text.startsWith('...')) return false;
  if (/:(\s|$)|\s#/.test(text)) return false;
  return inserted.every((part) => !/[,[\]{}]/.test(part));
}
