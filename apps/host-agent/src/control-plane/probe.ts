import { request } from 'node:https';
import { AppError } from '@busbar/shared/errors/app-error';

const answerMs = 30_000;

/**
 * Asks a control plane on this machine's loopback whether database and queue work. Its certificate is not looked at, and
 * nothing is told to it: enrolling proves who it is.
 *
 * @throws AppError `unavailable` while nothing answers
 */
export function isControlPlaneReady(port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
    const options = { host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false, signal: limit };
    const sent = request({ ...options, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    sent.on('error', (cause) => {
      if (signal.aborted) reject(signal.reason);
      else
        reject(new AppError('unavailable', `The control plane does not answer: ${cause.message}`, { cause }));
    });
    sent.end();
  });
}
