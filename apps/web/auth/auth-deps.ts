import type { Database } from '@busbar/db/database';

export type AuthDeps = {
  readonly db: Database;
  readonly now: () => Date;
  /** Signs session cookies; 32 bytes, as hexadecimal text. */
  readonly cookieSecret: string;
  /** Origin that people use; `https:` makes cookies secure. */
  readonly publicUrl: string;
};

/** Set by the server from the socket (or a trusted proxy) on every request; what a client sends is dropped. */
export const clientAddressHeader = 'x-busbar-client-ip';
