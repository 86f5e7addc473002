import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { runCommand } from './run-command.mjs';

/** Everything that the pages are built from. */
const webSources = [
  'apps/web',
  'packages/shared/src',
  'packages/seed/src',
  'packages/db/src',
  'packages/db/prisma',
  'package-lock.json',
];

/** Builds what its sources have outgrown: database client, guest agent, pages. Two cores: one after the other. */
export async function buildStale({ paths, node, report }) {
  const env = {
    ...process.env,
    PATH: `${node.folder}${delimiter}${process.env.PATH}`,
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const run = (script, args, logName) =>
    runCommand(node.program, [join(paths.root, script), ...args], {
      cwd: paths.root,
      env,
      logFile: join(paths.logsFolder, logName),
    });
  await run('packages/db/scripts/generate.mjs', [], 'generate.log');
  const guestOutput = await report.step('Building the guest agent if stale', () =>
    run('scripts/build-guest.mjs', [], 'build-guest.log'),
  );
  await buildPages({ paths, node, env, report });
  return { guestExecutable: guestOutput.trim().split('\n').at(-1) };
}

async function buildPages({ paths, node, env, report }) {
  const stamp = join(paths.root, 'apps/web/.next/busbar-fingerprint');
  const wanted = fingerprint(paths.root, webSources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await report.step('Building the pages', () =>
    runCommand(node.program, [join(paths.root, 'node_modules/next/dist/bin/next'), 'build'], {
      cwd: join(paths.root, 'apps/web'),
      env,
      logFile: join(paths.logsFolder, 'build-pages.log'),
    }),
  );
  mkdirSync(join(paths.root, 'apps/web/.next'), { recursive: true });
  writeFileSync(stamp, wanted);
}
