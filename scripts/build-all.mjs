#!/usr/bin/env node
/** Builds what the tests and the images need, where it is stale; the same steps as `npm start`. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStale } from './start/build-stale.mjs';
import { createReporter } from './start/reporter.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const logsFolder = join(root, '.cache', 'logs');
mkdirSync(logsFolder, { recursive: true });
const node = { program: process.execPath, folder: dirname(process.execPath) };
const report = createReporter(process.stdout);
try {
  const { guestExecutable } = await buildStale({ paths: { root, logsFolder }, node, report });
  report.line(`guest agent: ${guestExecutable}`);
} catch (error) {
  report.failure({ message: error.message, remedy: error.remedy ?? '', output: error.output ?? '' });
  process.exitCode = 1;
}
