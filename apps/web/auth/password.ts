/** Passwords as better-auth keeps them (scrypt), for the people whom our own services make. */
export { hashPassword, verifyPassword } from 'better-auth/crypto';

/** In characters. The upper bound limits the work of hashing. */
export const passwordLength = { min: 10, max: 128 } as const;
