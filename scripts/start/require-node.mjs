import { Failure } from './failure.mjs';

/** The system's Node only bootstraps; the programs run on the Node that npm brings along. */
export function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Failure(
    `Node ${version} is too old to begin with.`,
    'Install Node 20.19 or newer, then run `npm start` again.',
  );
}
