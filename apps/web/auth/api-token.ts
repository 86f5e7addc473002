import { createHash } from 'node:crypto';

/** API tokens begin so, which lets scanners of public code recognise a leaked one. */
export const apiTokenPrefix = 'bbt_';
/** How much of a token its owner sees afterwards. */
export const shownPrefixLength = apiTokenPrefix.length + 6;

/** 256 random bits need no slow hash: nobody can try them all. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export function newApiToken(randomBytes: (size: number) => Uint8Array): string {
  return apiTokenPrefix + Buffer.from(randomBytes(32)).toString('base64url');
}

/** A one-time enrolment token. Its prefix also keeps it from beginning with a dash, which a command line would misread. */
export function newEnrolmentToken(randomBytes: (size: number) => Uint8Array): string {
  return `bbe_${Buffer.from(randomBytes(32)).toString('base64url')}`;
}

/** The token of an `Authorization: Bearer bbt_…` header, else null. */
export function bearerToken(headers: Headers): string | null {
  const match = /^Bearer (bbt_[A-Za-z0-9_-]{43})$/i.exec(headers.get('authorization') ?? '');
  return match?.[1] ?? null;
}
