/**
 * Sessions by e-mail and password. There is no open sign-up: people are made by one-time links only
 * (`services/welcome`). Each copy of this module keeps its own instance; all state is in the database.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import { type Auth, type BetterAuthOptions, betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError } from 'better-auth/api';
import { createAuthClient } from './auth-client.ts';
import { type AuthDeps, clientAddressHeader } from './auth-deps.ts';
import { passwordLength } from './password.ts';

const day = 24 * 60 * 60;

/** Tries to sign in per address and minute. */
const signInLimit = { window: 60, max: 20 };

function authOptions(deps: AuthDeps) {
  return {
    appName: 'Busbar',
    baseURL: deps.publicUrl,
    basePath: '/api/auth',
    secret: deps.cookieSecret,
    database: prismaAdapter(createAuthClient(deps.db), { provider: 'sqlite', transaction: false }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, defaultValue: 'viewer', input: false },
        disabledAt: { type: 'date', required: false, input: false },
      },
    },
    session: { expiresIn: 7 * day, updateAge: day },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 10,
      max: 100,
      customRules: { '/sign-in/email': signInLimit, '/get-session': false },
    },
    // A name that resolves here (localhost, 127.0.0.1, the machine's own) is ours: a browser cannot be made
    // to send an Origin that equals the Host it talks to from anywhere else.
    trustedOrigins: (request?: Request) => (request === undefined ? [] : originsOfHost(request)),
    advanced: {
      cookiePrefix: 'busbar',
      useSecureCookies: deps.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      database: { generateId: 'uuid' },
    },
    databaseHooks: { session: { create: { before: (session) => refuseDisabled(deps, session.userId) } } },
    telemetry: { enabled: false },
    logger: { disabled: true },
    onAPIError: { throw: false },
  } satisfies BetterAuthOptions;
}

type BusbarAuth = Auth<ReturnType<typeof authOptions>>;
const instances = new WeakMap<AuthDeps['db'], BusbarAuth>();

export function authOf(deps: AuthDeps): BusbarAuth {
  const known = instances.get(deps.db);
  if (known !== undefined) return known;
  if (deps.cookieSecret.length < 32) throw new AppError('internal', 'The cookie secret is too short.');
  const auth = betterAuth(authOptions(deps));
  instances.set(deps.db, auth);
  return auth;
}

function originsOfHost(request: Request): string[] {
  const host = request.headers.get('host');
  return host === null ? [] : [`http://${host}`, `https://${host}`];
}

async function refuseDisabled(deps: AuthDeps, userId: string): Promise<void> {
  const user = await deps.db.read.user.findUnique({ where: { id: userId }, select: { disabledAt: true } });
  if (user?.disabledAt == null) return;
  throw new APIError('FORBIDDEN', {
    code: 'USER_DISABLED',
    message: 'This account is disabled. An administrator can enable it under Settings, People.',
  });
}
