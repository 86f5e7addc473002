/**
 * The control plane's settings. This is the only file of the web app that reads `process.env`; the server
 * and the code that Next bundles both call `readEnvironment` and so agree.
 */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';

const flag = z
  .enum(['0', '1', 'true', 'false', ''])
  .default('0')
  .transform((text) => text === '1' || text === 'true');
const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text === '' ? null : text));

const Variables = z.object({
  /** Folder of everything that the control plane keeps. Default: `./data`. */
  BUSBAR_DATA: z.string().min(1).default('./data'),
  /** TCP port; 0 lets the system choose one. Default: 7420. */
  BUSBAR_PORT: z.coerce.number().int().min(0).max(65_535).default(7420),
  /** Address to listen on. Default: loopback only. */
  BUSBAR_BIND: z.string().min(1).default('127.0.0.1'),
  /** Where browsers and hosts reach it, without a path. Default: made from scheme, bind and port. */
  BUSBAR_PUBLIC_URL: optionalText,
  /** `redis://…`, `rediss://…` or the path of a UNIX socket. Default: `redis.sock` in the data folder. */
  BUSBAR_REDIS: optionalText,
  /** At least 32 characters. Default: a file of mode 0600 in the data folder. */
  BUSBAR_SECRET_KEY: optionalText,
  /** PEM files; both or neither. */
  BUSBAR_TLS_CERT: optionalText,
  BUSBAR_TLS_KEY: optionalText,
  /** 1: a proxy in front ends TLS and sets X-Forwarded-For and -Proto; both are believed. Default: 0. */
  BUSBAR_TRUST_PROXY: flag,
  /** A file to which the enrolment of one host is written for as long as none has used it. Default: none. */
  BUSBAR_ENROL_FILE: optionalText,
  BUSBAR_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Environment = {
  readonly dataPath: string;
  readonly port: number;
  readonly bind: string;
  /** Origin such as `https://busbar.example`; null until the port is known. */
  readonly publicUrl: string | null;
  readonly redis: string;
  readonly secretKey: string | null;
  readonly tls: { readonly certPath: string; readonly keyPath: string } | null;
  readonly trustProxy: boolean;
  readonly enrolFile: string | null;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
};

/** @throws AppError `invalid-input` that names each variable that cannot be used and why. */
export function readEnvironment(
  source: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  const parsed = Variables.safeParse(source);
  if (!parsed.success) {
    throw new AppError('invalid-input', `The settings cannot be used:\n${z.prettifyError(parsed.error)}`);
  }
  const settings = parsed.data;
  const dataPath = resolve(settings.BUSBAR_DATA);
  const environment: Environment = {
    dataPath,
    port: settings.BUSBAR_PORT,
    bind: settings.BUSBAR_BIND,
    publicUrl: settings.BUSBAR_PUBLIC_URL === null ? null : toOrigin(settings.BUSBAR_PUBLIC_URL),
    redis: settings.BUSBAR_REDIS ?? resolve(dataPath, 'redis.sock'),
    secretKey: settings.BUSBAR_SECRET_KEY,
    tls: tlsFiles(settings.BUSBAR_TLS_CERT, settings.BUSBAR_TLS_KEY),
    trustProxy: settings.BUSBAR_TRUST_PROXY,
    enrolFile: settings.BUSBAR_ENROL_FILE === null ? null : resolve(settings.BUSBAR_ENROL_FILE),
    logLevel: settings.BUSBAR_LOG_LEVEL,
  };
  refuseOpenHttp(environment);
  return environment;
}

function toOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/') {
    throw new AppError(
      'invalid-input',
      'BUSBAR_PUBLIC_URL must look like https://busbar.example, without a path.',
    );
  }
  return url.origin;
}

function tlsFiles(certPath: string | null, keyPath: string | null): Environment['tls'] {
  if (certPath === null && keyPath === null) return null;
  if (certPath === null || keyPath === null) {
    throw new AppError('invalid-input', 'BUSBAR_TLS_CERT and BUSBAR_TLS_KEY must be given together.');
  }
  return { certPath: resolve(certPath), keyPath: resolve(keyPath) };
}

/** Whether only this machine can reach the address. */
export function isLoopback(address: string): boolean {
  if (address === 'localhost') return true;
  return isIP(address) !== 0 && (address === '::1' || /^(::ffff:)?127\./.test(address));
}

// Session cookies and enrolment tokens would cross the network readable by anyone on the way.
function refuseOpenHttp(environment: Environment): void {
  if (environment.tls !== null || environment.trustProxy || isLoopback(environment.bind)) return;
  throw new AppError(
    'invalid-input',
    `Busbar does not serve plain HTTP on ${environment.bind}, which other machines can reach. Set BUSBAR_TLS_CERT and BUSBAR_TLS_KEY, or put a proxy that ends TLS in front and set BUSBAR_TRUST_PROXY=1, or use BUSBAR_BIND=127.0.0.1.`,
  );
}

/** The address that people and hosts use, once the port is known. */
export function publicUrlOf(environment: Environment, port: number): string {
  if (environment.publicUrl !== null) return environment.publicUrl;
  const scheme = environment.tls === null ? 'http' : 'https';
  const anyAddress = environment.bind === '0.0.0.0' || environment.bind === '::';
  const name = anyAddress
    ? 'localhost'
    : environment.bind.includes(':')
      ? `[${environment.bind}]`
      : environment.bind;
  return `${scheme}://${name}:${port}`;
}
