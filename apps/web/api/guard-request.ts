/** What is refused before any procedure runs. Pure. */
import { AppError } from '@busbar/shared/errors/app-error';

/** A template may hold four documents of 1 MiB; JSON escapes double the worst of them. */
export const bodyLimitBytes = 12 * 1024 * 1024;

/**
 * The reason to refuse a request, or null. A page of another site can make a browser send our cookie with a
 * form or a fetch; it cannot choose `Sec-Fetch-Site` or `Origin`. Tokens are not sent by themselves, so
 * requests with one are free to come from anywhere.
 */
export function refusalOf(request: Pick<Request, 'method' | 'headers'>, publicUrl: string): AppError | null {
  const { headers, method } = request;
  if (method === 'GET' || method === 'HEAD') return null;
  if (headers.has('authorization') || isSameOrigin(headers, publicUrl)) return null;
  return new AppError('forbidden', 'The request comes from another site.', {
    userMessage:
      'The request came from another site and was refused; nothing was changed. Programs send an API token instead of a cookie.',
  });
}

function isSameOrigin(headers: Headers, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return false;
  return origin === publicUrl || new URL(origin).host === headers.get('host');
}

export function tooLarge(limitBytes: number): AppError {
  return new AppError('too-large', `A request of this kind has at most ${limitBytes} bytes.`, {
    userMessage:
      'This is too large: a cloud-init document has at most 1 MiB. Nothing was changed. Put large files into the image, or let the VM fetch them.',
    details: { limitBytes },
  });
}
