/**
 * Fails the build when code crosses a wall of the architecture: who may import whom, where the environment
 * is read, which words have no place in the source. The rules are data in `walls/`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { importRules } from './walls/import-rules.ts';
import { importsOf } from './walls/imports-of.ts';
import { lineLimit, sourceRules } from './walls/source-rules.ts';

const files = execFileSync('git', [
  'ls-files',
  '-z',
  '--cached',
  '--others',
  '--exclude-standard',
  '*.ts',
  '*.tsx',
  '*.mjs',
])
  .toString()
  .split('\0')
  .filter((file) => file !== '' && !file.includes('/generated/'));

const findings: string[] = [];
for (const file of files) {
  const source = readOrNull(file);
  if (source === null) continue;
  for (const { specifier, target, isTypeOnly, line } of importsOf(file, source)) {
    for (const rule of importRules) {
      if (rule.from.test(file) && rule.forbids(target, { file, isTypeOnly })) {
        findings.push(`${file}:${line}: imports ${specifier}: ${rule.because}`);
      }
    }
  }
  for (const rule of sourceRules) {
    if (!rule.in.test(file) || rule.except?.test(file)) continue;
    source.split('\n').forEach((text, index) => {
      if (rule.pattern.test(text)) findings.push(`${file}:${index + 1}: ${rule.because}`);
    });
  }
  const lines = source.split('\n').length;
  if (lines > lineLimit) findings.push(`${file}: ${lines} lines; a file has at most ${lineLimit}`);
}

for (const finding of findings) process.stderr.write(`${finding}\n`);
process.stdout.write(`walls: ${files.length} files, ${findings.length} findings\n`);
process.exitCode = findings.length === 0 ? 0 : 1;

/** A file that git lists but somebody has just removed is not a finding. */
function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
