import { toAppError } from '@busbar/shared/errors/app-error';
import { toWireError } from '@busbar/shared/errors/wire-error';
import { type AuthDeps, clientAddressHeader } from '../auth/auth-deps.ts';
import { authenticate } from '../auth/authenticate.ts';
import { authOf } from '../auth/better-auth.ts';
import type { ServiceDeps } from '../services/service-deps.ts';
import { limitSignIn } from '../services/session/limit-sign-in.ts';
import { refusalOf } from './guard-request.ts';
import { withBoundedBody } from './read-body.ts';

/** All that better-auth serves here. Everything else that it could do has a service of our own or is not offered. */
const servedPaths: ReadonlySet<string> = new Set([
  '/api/auth/sign-in/email',
  '/api/auth/sign-out',
  '/api/auth/get-session',
]);

/** An e-mail address and a password. */
const bodyLimitBytes = 16 * 1024;

/** Signs in and out, and writes down who did, or tried. */
export async function handleAuth(deps: ServiceDeps & AuthDeps, request: Request): Promise<Response> {
  if (!servedPaths.has(new URL(request.url).pathname)) {
    return Response.json({ message: 'Not found' }, { status: 404 });
  }
  try {
    const refusal = refusalOf(request, deps.publicUrl);
    if (refusal !== null) throw refusal;
    return await serve(deps, await withBoundedBody(request, bodyLimitBytes));
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'internal') throw thrown;
    const body = { code: error.code, message: error.userMessage, error: toWireError(error) };
    return Response.json(body, { status: error.httpStatus });
  }
}

async function serve(deps: ServiceDeps & AuthDeps, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const isSignIn = pathname.endsWith('/sign-in/email');
  const leaving = pathname.endsWith('/sign-out') ? await authenticate(deps, request.headers) : null;
  const tried = isSignIn ? await readEmail(request.clone()) : null;
  if (tried !== null)
    await limitSignIn(deps, { email: tried, address: request.headers.get(clientAddressHeader) });
  const response = await authOf(deps).handler(request);
  // Tries beyond the limit are not worth an entry each: they would fill the table.
  if (isSignIn && response.status !== 429) await auditSignIn(deps, request, response, tried);
  if (leaving?.sessionId != null) await deps.publish({ entity: 'session', id: leaving.sessionId });
  return response;
}

async function auditSignIn(
  deps: ServiceDeps,
  request: Request,
  response: Response,
  email: string | null,
): Promise<void> {
  const user = email === null ? null : await deps.db.read.user.findUnique({ where: { email } });
  await deps.db.write((transaction) =>
    transaction.auditEntry.create({
      data: {
        at: deps.now(),
        actorType: 'user',
        actorId: user?.id ?? null,
        actorName: user?.name ?? 'unknown',
        action: 'session.sign-in',
        targetType: 'user',
        targetId: user?.id ?? null,
        // What was typed is not kept: people type passwords into the wrong field.
        targetName: user?.email ?? null,
        outcome: response.ok ? 'allowed' : 'denied',
        details: JSON.stringify({ status: response.status }),
        ipAddress: request.headers.get(clientAddressHeader),
      },
      select: { id: true },
    }),
  );
}

async function readEmail(request: Request): Promise<string | null> {
  const text = await request.text();
  const value = request.headers.get('content-type')?.includes('json')
    ? emailOfJson(text)
    : new URLSearchParams(text).get('email');
  return value === null ? null : value.toLowerCase().slice(0, 320);
}

function emailOfJson(text: string): string | null {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('email' in parsed)) return null;
    return typeof parsed.email === 'string' ? parsed.email : null;
  } catch (error) {
    // better-auth answers what is not JSON with its own 400.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
