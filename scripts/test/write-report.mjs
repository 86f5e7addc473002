import { appendFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const maxLines = 16;
const maxLineLength = 200;

/**
 * The report of a stage's test runner: one line of JSON for each test that began, ended or never will. It is written
 * as tests run, so that a runner that is killed leaves what it knew. A later line of the same `id` replaces an earlier
 * one; `{ ended: true }` is the last. Without a file (a runner started by hand) nothing is written.
 */
export function openReport(file) {
  if (file === undefined) return { add: () => undefined, end: () => undefined };
  writeFileSync(file, '');
  const append = (line) => appendFileSync(file, `${JSON.stringify(line)}\n`);
  return {
    /** `outcome`: 'running', 'passed', 'failed', 'skipped' (with a `reason`) or 'flake'; `error` is of the last two. */
    add: ({ file: source, ...line }) => append({ ...line, file: relative(process.cwd(), source ?? '') }),
    end: () => append({ ended: true }),
  };
}

/** What a person reads first of an error: its message, how it differs from what was expected, and where it was thrown. */
export function firstLines({ message, diff, location }) {
  const where = location === undefined ? '' : `at ${relative(process.cwd(), location.file)}:${location.line}`;
  const said = stripVTControlCharacters([message, diff].filter(Boolean).join('\n'))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.slice(0, maxLineLength));
  const shown =
    said.length > maxLines ? [...said.slice(0, maxLines), `… ${said.length - maxLines} lines more`] : said;
  return [...shown, where].filter((line) => line !== '').join('\n');
}
