/** `busbar-host control-plane create | forget`: a control plane in a VM of this very host (docs/adr/0036). */
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SourceChecksum } from '@busbar/shared/domain/image';
import { AppError, toAppError } from '@busbar/shared/errors/app-error';
import { createLogger } from '@busbar/shared/logging/create-logger';
import { z } from 'zod';
import { openAgentParts } from '../agent-parts.ts';
import { controlPlanePort } from '../control-plane/control-plane-guest.ts';
import { forgetControlPlane, readControlPlane } from '../control-plane/control-plane-record.ts';
import { createControlPlane } from '../control-plane/create-control-plane.ts';
import { ControlPlaneWishes } from '../control-plane/plan-control-plane.ts';
import type { AgentEnvironment } from '../environment.ts';
import { readIdentity } from '../link/identity-file.ts';
import { identityPathOf } from './enrol.ts';

const text = { type: 'string' } as const;
const options = {
  ...{ image: text, 'image-sum': text, bundle: text, name: text, cpus: text, 'memory-mb': text },
  ...{ 'disk-gb': text, switch: text, address: text, gateway: text, dns: text, url: text, port: text },
  'no-network': { type: 'boolean' },
} as const;

/** Resolves to the exit code. */
export async function controlPlaneCommand(environment: AgentEnvironment, args: string[]): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === 'create') return create(environment, rest);
  if (verb === 'forget') {
    await forgetControlPlane(environment.stateFolder);
    console.log('The VM of the control plane is one like any other now. Restart the agent.');
    return 0;
  }
  throw new AppError('invalid-input', 'Say “control-plane create” or “control-plane forget”.');
}

async function create(environment: AgentEnvironment, args: string[]): Promise<number> {
  const given = parseCreate(args);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort(new AppError('cancelled', interrupted)));
  // What is done is told in sentences; what is usual in a log is not.
  const level = environment.logLevel === 'info' ? 'warn' : environment.logLevel;
  const log = createLogger({ name: 'host-agent', level, destination: 'stderr' });
  const identity = await readIdentity(identityPathOf(environment));
  const parts = await openAgentParts({ environment, sealingKey: identity?.sealingKey ?? null, log }).catch(
    (thrown: unknown) => sayIfThere(environment, thrown),
  );
  if (parts === null) return 0;
  try {
    const say = (line: string): void => console.log(line);
    const made = await createControlPlane({
      ...given,
      environment,
      parts,
      log,
      say,
      signal: stopping.signal,
    });
    console.log(`\nThe control plane is at ${made.address} (this machine is its host ${made.hostId}).`);
    if (made.signInLink === null) console.log('Sign in there.');
    else
      console.log(`Make the first administrator's account here (once, within 24 hours):\n${made.signInLink}`);
    return 0;
  } finally {
    await parts.stopJobs();
    await parts.close();
  }
}

const interrupted = 'Interrupted. What was made stays; the same command goes on from here.';

/** Null when an agent runs here and its control plane is made; it keeps both going. */
async function sayIfThere(environment: AgentEnvironment, thrown: unknown): Promise<null> {
  const error = toAppError(thrown);
  if (error.code !== 'conflict') throw error;
  const record = await readControlPlane(environment.stateFolder);
  if (record === null || record.address === null) {
    throw new AppError('conflict', error.message, {
      cause: error,
      userMessage: 'The host agent runs. Stop it (its VMs go on), then run this again.',
    });
  }
  console.log(
    `The control plane is at ${record.address}, in the VM ${record.name}. The host agent looks after it.`,
  );
  return null;
}

/** @throws AppError `invalid-input` that names the option */
export function parseCreate(args: string[]) {
  const { values } = parseArgs({ args, options });
  const number = (value: string | undefined) => (value === undefined ? undefined : Number(value));
  const wishes = parsed(ControlPlaneWishes, {
    name: values.name,
    cpuCount: number(values.cpus),
    memoryMb: number(values['memory-mb']),
    diskGb: number(values['disk-gb']),
    network: values['no-network'] === true ? 'none' : undefined,
    switchName: values.switch,
    address: values.address,
    gateway: values.gateway,
    dnsServers: values.dns?.split(','),
  });
  return {
    wishes,
    image: { image: values.image, checksum: checksumOf(values['image-sum']), nowMs: Date.now() },
    bundleFolder: values.bundle ?? join(dirname(process.execPath), 'control-plane'),
    port: parsed(Port, number(values.port)),
    address: values.url === undefined ? null : parsed(Origin, values.url),
  };
}

const Port = z.number('--port is a number.').int().min(1).max(65_535).default(controlPlanePort);
const Origin = z
  .string()
  .regex(/^https:\/\/[^/?#\s]+$/, '--url must look like https://busbar.example:7420, without a path.');

/** `sha256:…`, `sha512:…`, or the URL of a list such as SHA512SUMS. */
function checksumOf(value: string | undefined): SourceChecksum | null {
  if (value === undefined) return null;
  const [kind, sum] = value.split(':', 2);
  return /^https?:/.test(value)
    ? parsed(SourceChecksum, { kind: 'sums', url: value })
    : parsed(SourceChecksum, { kind, value: sum });
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new AppError('invalid-input', z.prettifyError(result.error));
}
