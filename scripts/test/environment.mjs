import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The only reader of the environment in the test script. Arguments name the stages to run; none means all. */
export function readTestEnvironment(env, args) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const programs = join(root, 'node_modules', '.bin');
  const imagesFolder = env.BUSBAR_IMAGES || join(root, '.cache', 'images');
  return {
    root,
    programs,
    reportsFolder: mkdtempSync(join(tmpdir(), 'busbar-test-')),
    only: args.filter((argument) => !argument.startsWith('-')),
    /** On CI a skipped test is a failure: everything that the tests need can be installed. */
    forbidSkips: env.BUSBAR_FORBID_SKIPS === '1',
    env: {
      ...env,
      PATH: `${programs}${delimiter}${env.PATH}`,
      BUSBAR_IMAGES: imagesFolder,
      NEXT_TELEMETRY_DISABLED: '1',
    },
  };
}
