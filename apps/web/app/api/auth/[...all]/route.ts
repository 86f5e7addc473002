import { handleAuth } from '../../../../api/handle-auth.ts';
import { processDeps } from '../../../../services/process-deps.ts';

export const dynamic = 'force-dynamic';

const handle = (request: Request): Promise<Response> => handleAuth(processDeps(), request);

export { handle as GET, handle as POST };
