import { describeRest } from '../../../api/handle-rest.ts';
import { authenticate } from '../../../auth/authenticate.ts';
import { processDeps } from '../../../services/process-deps.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  const deps = processDeps();
  if ((await authenticate(deps, request.headers)) === null) {
    return Response.json({ error: { code: 'unauthenticated', message: 'Nobody is signed in.' } }, { status: 401 });
  }
  return Response.json(describeRest(deps.version, deps.publicUrl));
}
