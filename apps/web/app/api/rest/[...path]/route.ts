import { handleRest } from '../../../../api/handle-rest.ts';
import { logRequestError } from '../../../../services/log-request-error.ts';
import { processDeps } from '../../../../services/process-deps.ts';

export const dynamic = 'force-dynamic';

const handle = (request: Request): Promise<Response> => handleRest(processDeps(), request, logRequestError);

export { handle as DELETE, handle as GET, handle as POST, handle as PUT };
