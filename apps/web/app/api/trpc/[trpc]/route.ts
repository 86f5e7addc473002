import { handleTrpc } from '../../../../api/handle-trpc.ts';
import { logRequestError } from '../../../../services/log-request-error.ts';
import { processDeps } from '../../../../services/process-deps.ts';

export const dynamic = 'force-dynamic';

const handle = (request: Request): Promise<Response> => handleTrpc(processDeps(), request, logRequestError);

export { handle as GET, handle as POST };
