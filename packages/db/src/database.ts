/**
 * The types of the one door to the database, which `openDatabase` opens once per process. Nothing here loads Prisma.
 */
import type { Prisma, PrismaClient } from './generated/client.ts';

type ReadOperation =
  | 'findUnique'
  | 'findUniqueOrThrow'
  | 'findFirst'
  | 'findFirstOrThrow'
  | 'findMany'
  | 'count'
  | 'aggregate'
  | 'groupBy';

/** Models by the name they have on a client, such as `webhookDelivery`. */
export type ModelKey = Uncapitalize<Prisma.ModelName>;

/** What may be asked without a transaction. Its connection refuses writes (`query_only`) by itself, too. */
export type Reader = {
  readonly [Model in ModelKey]: Pick<PrismaClient[Model], Extract<ReadOperation, keyof PrismaClient[Model]>>;
} & Pick<PrismaClient, '$queryRaw'>;

/** All models inside one open write. It must not be used after the function it was given to has returned. */
export type Transaction = Prisma.TransactionClient;

/** What both a reader and a transaction can do: for functions that serve either. */
export type Queries = Reader | Transaction;

export type Database = {
  readonly read: Reader;
  /**
   * Runs `work` in a transaction of its own, after all earlier writes of this process. Commits when it
   * returns, rolls back when it throws. Never nested. A write takes at most 30 s.
   */
  readonly write: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
  /** Ends after all accepted writes; later ones are refused. */
  readonly close: () => Promise<void>;
};
