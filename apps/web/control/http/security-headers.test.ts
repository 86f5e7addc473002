import { expect, it } from 'vitest';
import { securityHeaders } from './security-headers.ts';

it('allows scripts only with the nonce of this response', () => {
  const policy = securityHeaders({ nonce: 'abc', isTls: false })['Content-Security-Policy'] ?? '';
  const scripts = policy.split('; ').find((directive) => directive.startsWith('script-src'));
  expect(scripts).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  expect(policy).toContain("frame-ancestors 'none'");
});

it('promises TLS for the future only over TLS', () => {
  expect(securityHeaders({ nonce: 'a', isTls: true })).toHaveProperty('Strict-Transport-Security');
  expect(securityHeaders({ nonce: 'a', isTls: false })).not.toHaveProperty('Strict-Transport-Security');
});
