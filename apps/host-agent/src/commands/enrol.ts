import { mkdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@busbar/shared/errors/app-error';
import { EnrolRequest } from '@busbar/shared/identity/handshake';
import { z } from 'zod';
import type { AgentEnvironment } from '../environment.ts';
import { enrol } from '../link/enrol.ts';
import { type HostIdentity, readIdentity } from '../link/identity-file.ts';

export type EnrolmentLine = {
  readonly url: string;
  readonly token: string;
  /** Fingerprint of the control plane's key, `sha256:…`. */
  readonly key: string;
  /** How this host calls itself. Default: the machine's host name. */
  readonly name?: string | undefined;
  /** A proxy ends TLS in front of the control plane. */
  readonly isProxied: boolean;
};

const EnrolmentFile = z.object({ url: z.string(), token: z.string(), key: z.string() });

export const identityPathOf = ({ stateFolder }: AgentEnvironment): string =>
  join(stateFolder, 'identity.json');

export async function enrolHost(environment: AgentEnvironment, line: EnrolmentLine): Promise<HostIdentity> {
  if (!EnrolRequest.shape.token.safeParse(line.token).success) {
    throw new AppError('invalid-input', 'The enrolment token is not whole.', {
      userMessage: 'The enrolment token is not whole. Copy the whole line from the Hosts page again.',
    });
  }
  await mkdir(environment.stateFolder, { recursive: true, mode: 0o700 });
  return enrol({
    url: line.url,
    token: line.token,
    controlFingerprint: line.key,
    hostname: (line.name ?? hostname()).slice(0, 253),
    isProxied: line.isProxied,
    identityPath: identityPathOf(environment),
    signal: new AbortController().signal,
  });
}

const fileDeadlineMs = 5 * 60_000;

/** Enrols by a file that the control plane writes (`{ url, token, key }`), unless this host is enrolled. Waits for it. */
export async function enrolFromFile(environment: AgentEnvironment, path: string): Promise<HostIdentity> {
  const known = await readIdentity(identityPathOf(environment));
  if (known !== null) return known;
  const endsAt = performance.now() + fileDeadlineMs;
  for (;;) {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text !== null)
      return enrolHost(environment, { ...EnrolmentFile.parse(JSON.parse(text)), isProxied: false });
    if (performance.now() > endsAt) throw new AppError('deadline-exceeded', `${path} did not appear.`);
    await delay(500);
  }
}
