import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The only reader of the environment in the start script. Everything else is passed on to the programs,
 * which read their own settings (`.env.example` lists them all).
 */
export function readEnvironment(env) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  return {
    root,
    dataFolder: resolve(root, env.BUSBAR_DATA || 'data'),
    port: env.BUSBAR_PORT || '7420',
    redis: env.BUSBAR_REDIS || env.REDIS_URL || null,
    runtimeBase: env.XDG_RUNTIME_DIR || '/tmp',
    /** `0` starts the control plane alone. */
    withHost: env.BUSBAR_LOCAL_HOST !== '0',
    inherited: env,
  };
}
