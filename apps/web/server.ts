/**
 * The control plane: composition root. Settings → what the parts need → database, Redis, HTTP server with
 * its doors, Socket.IO, host links, workers, Next. Each part is stopped in the reverse order.
 */
import { randomBytes } from 'node:crypto';
import { openDatabase } from '@busbar/db/open-database';
import { newId } from '@busbar/shared/domain/ids';
import { toAppError } from '@busbar/shared/errors/app-error';
import { fingerprintOf, publicKeyOf } from '@busbar/shared/identity/keys';
import { createLogger } from '@busbar/shared/logging/create-logger';
import { readEnvironment } from './config/environment.ts';
import { createLocalEnrolment } from './control/hosts/local-enrolment.ts';
import { Lifecycle } from './control/lifecycle.ts';
import { createNextDoor } from './control/next-door.ts';
import { answerParent, tellParent } from './control/parent.ts';
import { startControlPlane } from './control/start-control-plane.ts';
import { firstAdministratorLink } from './services/welcome/first-administrator-link.ts';

/** A stop that takes longer than this is cut short; the next start makes good what was left. */
const stopDeadlineMs = 12_000;

const environment = readEnvironment();
const log = createLogger({ name: 'control', level: environment.logLevel });
const lifecycle = new Lifecycle((name, error) => log.error({ part: name, error }, 'a part did not stop'));
let isStopping = false;

async function stop(reason: string, exitCode: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log.info({ reason }, 'stopping');
  setTimeout(() => process.exit(exitCode || 1), stopDeadlineMs).unref();
  await lifecycle.stop();
  process.exit(exitCode);
}

process.on('SIGTERM', () => void stop('SIGTERM', 0));
process.on('SIGINT', () => void stop('SIGINT', 0));
// The program that started this one is gone: nobody would stop it otherwise.
process.on('disconnect', () => void stop('its parent has gone', 0));
// One failed promise is one mistake; the links, shells and jobs of everybody else go on.
process.on('unhandledRejection', (error) => {
  log.error({ error: toAppError(error) }, 'a failure that nobody handled');
});
process.on('uncaughtException', (error) => {
  log.fatal({ error: toAppError(error) }, 'an exception that nobody caught');
  void stop('an exception that nobody caught', 1);
});

try {
  const ids = { nowMs: Date.now, randomBytes };
  const makeId = (): string => newId(ids);
  const plane = await startControlPlane({
    environment,
    log,
    lifecycle,
    nowMs: Date.now,
    newId: makeId,
    openDatabase,
    openPages: createNextDoor,
  });
  const { db, publicUrl, localUrl, linkKey } = plane;
  const people = { db, now: () => new Date(), nowMs: Date.now, newId: makeId, randomBytes, publicUrl };
  lifecycle.started(
    'parent',
    answerParent(log, async () => ({
      type: 'enrolment',
      token: await createLocalEnrolment(people),
      key: fingerprintOf(publicKeyOf(linkKey)),
      url: localUrl,
    })),
  );
  const signInLink = await firstAdministratorLink(people);
  log.info({ url: publicUrl }, 'ready');
  if (process.send === undefined && signInLink !== null) {
    process.stdout.write(
      `\nMake the first administrator's account here (once, within 24 hours):\n${signInLink}\n\n`,
    );
  }
  tellParent({ type: 'ready', url: publicUrl, signInLink });
} catch (thrown) {
  const error = toAppError(thrown);
  log.fatal({ error }, error.userMessage);
  await stop('it could not start', 1);
}
