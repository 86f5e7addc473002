/** A checked-in migration: Prisma's folder name, such as `20261120134500_init`, and its SQL. */
export type Migration = {
  readonly name: string;
  /** Where it came from, for messages. */
  readonly file: string;
  readonly sql: string;
  /** SHA-256 of the file's bytes, hexadecimal, as Prisma records it. */
  readonly checksum: string;
};

/** A row of `_prisma_migrations`. Times are whatever SQLite holds; only their presence matters. */
export type AppliedMigration = {
  readonly name: string;
  readonly checksum: string;
  readonly isFinished: boolean;
};
