/** One executable file out of a program's sources: bundled, then put into a copy of Node (Node's single executables). */
import { execFile } from 'node:child_process';
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
/** The injection alone takes ten seconds on an idle machine, minutes on a busy one. */
const stepLimitMs = 5 * 60_000;

/** Rejects with the program's own words when it fails. */
export const runStep = (command, args, options = {}) =>
  run(command, args, { timeout: stepLimitMs, maxBuffer: 16 * 1024 * 1024, ...options });

/**
 * Writes `executable`, by way of files in `work`.
 *
 * @param {object} program
 * @param {string} program.entry the program's first file
 * @param {string} program.target esbuild's name of the Node that it becomes part of
 * @param {string} program.builder a Node that runs here, of the same version as `base`
 * @param {string} program.base the Node that it becomes part of, maybe of another platform
 * @param {string} program.postject the path of postject's command line
 * @param {object} program.sea settings of the single executable, such as assets
 * @param {(executable: string) => Promise<void>} program.prepare what is to be done to the copy of Node first
 */
export async function makeExecutable(executable, { work, ...program }) {
  const { build: bundle } = createRequire(import.meta.url)('esbuild');
  const blob = join(work, 'blob');
  await bundle({
    entryPoints: [program.entry],
    outfile: join(work, 'main.cjs'),
    bundle: true,
    platform: 'node',
    target: program.target,
    format: 'cjs',
    // Without a file to be relative to; the executable takes the add-on from its assets or from beside it.
    define: { 'import.meta.url': 'undefined' },
    external: ['koffi'],
    // Less code is less memory.
    minify: true,
    logLevel: 'error',
  });
  // Relative, because the name is part of every stack trace, and the folder of the build is nobody's business.
  const config = { main: 'main.cjs', output: 'blob', disableExperimentalSEAWarning: true, ...program.sea };
  await writeFile(join(work, 'sea.json'), JSON.stringify(config));
  await copyFile(program.base, executable);
  await chmod(executable, 0o755);
  await program.prepare(executable);
  await runStep(program.builder, ['--experimental-sea-config', 'sea.json'], { cwd: work });
  await runStep(program.builder, [
    program.postject,
    executable,
    'NODE_SEA_BLOB',
    blob,
    '--sentinel-fuse',
    fuse,
  ]);
}

/** What `makeExecutable` leaves in `work` beside the executable. */
export const leftovers = ['blob', 'main.cjs', 'sea.json'];
