#!/usr/bin/env node
import { buildStale } from './start/build-stale.mjs';
import { claimDataFolder } from './start/claim-data-folder.mjs';
import { describeQemu } from './start/describe-qemu.mjs';
/**
 * `npm start`: from a fresh clone to a running Busbar on this machine. Runs on the system's Node without any
 * dependency, because it is what installs them. The parts are in `start/`, in the order they are called here.
 */
import { readEnvironment } from './start/environment.mjs';
import { Failure } from './start/failure.mjs';
import { installPackages } from './start/install-packages.mjs';
import { preparePaths } from './start/paths.mjs';
import { provideRedis } from './start/provide-redis.mjs';
import { createReporter } from './start/reporter.mjs';
import { requireNode } from './start/require-node.mjs';
import { startControlPlane } from './start/start-control-plane.mjs';
import { startHostAgent } from './start/start-host-agent.mjs';
import { stopOnSignal } from './start/stop-on-signal.mjs';

const environment = readEnvironment(process.env);
const report = createReporter(process.stdout);
/** What runs, in the order it was started; stopped in reverse. */
const running = [];
const stopping = stopOnSignal({ running, report });

try {
  requireNode(process.versions.node);
  const paths = preparePaths(environment);
  const node = await installPackages({ paths, report });
  running.push(await claimDataFolder({ paths, report }));
  const builds = buildStale({ paths, node, report });
  builds.catch(() => undefined); // awaited below; a failure while Redis starts must not be unhandled
  const redis = await provideRedis({ environment, paths, report });
  running.push(redis);
  const { guestExecutable } = await builds;
  const control = await startControlPlane({ environment, paths, node, redis, report });
  running.push(control);
  const host = await startHostAgent({ environment, paths, node, control, guestExecutable, report });
  running.push(host);
  stopping.watch([control, host]);
  report.ready({ url: control.url, signInLink: control.signInLink, notes: await describeQemu({ paths }) });
} catch (error) {
  if (!stopping.hasBegun()) await stopping.fail(error instanceof Failure ? error : Failure.unexpected(error));
}
