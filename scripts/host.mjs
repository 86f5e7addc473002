#!/usr/bin/env node
/**
 * `npm run host -- enter web1`: the commands of `busbar-host` for the host agent that `npm start` runs from this data folder.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readEnvironment } from './start/environment.mjs';
import { Failure } from './start/failure.mjs';
import { hostSettings } from './start/host-settings.mjs';
import { preparePaths } from './start/paths.mjs';

try {
  const environment = readEnvironment(process.env);
  const paths = preparePaths(environment);
  const main = join(paths.root, 'apps/host-agent/src/main.ts');
  const { status } = spawnSync(process.execPath, [main, ...process.argv.slice(2)], {
    env: { ...environment.inherited, ...hostSettings({ environment, paths }) },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`${error.message}\n${error.remedy ?? ''}`);
  process.exitCode = 1;
}
