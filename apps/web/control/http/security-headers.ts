/**
 * Headers that every response carries. The page's policy allows scripts only with this response's nonce;
 * Next reads the nonce from the *request's* policy header and puts it on the scripts that it writes.
 */

export type SecurityHeaderOptions = { readonly nonce: string; readonly isTls: boolean };

/**
 * `style-src` allows inline styles: xterm.js and CodeMirror write style elements and attributes as they
 * run, with no way to give them a nonce. `connect-src 'self'` covers the web socket of the same origin.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function securityHeaders({ nonce, isTls }: SecurityHeaderOptions): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    ...(isTls ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  };
}
