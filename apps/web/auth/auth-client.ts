/**
 * What better-auth's Prisma adapter takes for a Prisma client: reads go to the reader, each write to the write
 * queue, and its own small transactions become ours.
 */
import type { Database, Transaction } from '@busbar/db/database';

const models = ['user', 'session', 'account', 'verification', 'rateLimit'] as const;
const reads = ['findFirst', 'findMany', 'findUnique', 'count'] as const;
const writes = ['create', 'update', 'updateMany', 'delete', 'deleteMany', 'upsert'] as const;

type Operation = (args: unknown) => Promise<unknown>;
type Model = Readonly<Record<string, Operation>>;

export type AuthClient = Readonly<Record<(typeof models)[number], Model>> & {
  readonly $transaction: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
};

export function createAuthClient(db: Database): AuthClient {
  const entries = models.map((name) => [name, facade(db, name)] as const);
  return {
    ...(Object.fromEntries(entries) as Record<(typeof models)[number], Model>),
    $transaction: (work) => db.write(work),
  };
}

function facade(db: Database, name: (typeof models)[number]): Model {
  const reader = db.read[name] as unknown as Model;
  const readEntries = reads.map((read) => [read, (args: unknown) => operation(reader, read)(args)]);
  const writeEntries = writes.map((write) => [
    write,
    (args: unknown) =>
      db.write((transaction) => operation(transaction[name] as unknown as Model, write)(args)),
  ]);
  return Object.fromEntries([...readEntries, ...writeEntries]) as Model;
}

function operation(model: Model, name: string): Operation {
  const found = model[name];
  if (found === undefined) throw new Error(`The database client has no ${name}.`);
  return found;
}
