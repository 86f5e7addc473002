import { processDeps } from '../../../../services/process-deps.ts';
import { handleAuth } from '../../../../services/session/handle-auth.ts';

export const dynamic = 'force-dynamic';

const handle = (request: Request): Promise<Response> => handleAuth(processDeps(), request);

export { handle as GET, handle as POST };
