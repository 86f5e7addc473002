type Context = { readonly file: string; readonly isTypeOnly: boolean };

export type ImportRule = {
  readonly from: RegExp;
  readonly forbids: (target: string, context: Context) => boolean;
  readonly because: string;
};

const appOf = (path: string): string | null => /^apps\/([^/]+)/.exec(path)?.[1] ?? null;
/** Procedures and what they call: they know nobody who serves them. */
const served = /^apps\/web\/(api|services|auth)\//;
const pages = /^apps\/web\/(app|components|client)\//;
const browser = /^apps\/web\/(components|client)\//;
const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing\//.test(file);

export const importRules: readonly ImportRule[] = [
  {
    from: /^apps\//,
    forbids: (target, { file }) => appOf(target) !== null && appOf(target) !== appOf(file) && !isTest(file),
    because: 'apps never import each other; what they share lives in packages/',
  },
  {
    from: /^packages\//,
    forbids: (target) => target.startsWith('apps/'),
    because: 'packages do not know the apps',
  },
  {
    from: /^packages\/shared\//,
    forbids: (target) => /^packages\/(seed|db)\//.test(target),
    because: 'shared is the lowest layer',
  },
  {
    from: /^packages\/(seed|db)\//,
    forbids: (target, { file }) =>
      /^packages\/(seed|db)\//.test(target) && target.split('/')[1] !== file.split('/')[1],
    because: 'seed and db do not know each other',
  },
  {
    from: /./,
    forbids: (target, { file }) => target === 'koffi' && !file.startsWith('packages/shared/src/native/'),
    because: 'only packages/shared/src/native talks to native code',
  },
  {
    from: /./,
    forbids: (target, { file }) =>
      (target.includes('packages/db/src/generated') || target === '@prisma/client') &&
      !file.startsWith('packages/db/'),
    because: 'the raw database client loses writes; use @busbar/db',
  },
  {
    from: /./,
    forbids: (target, { file }) =>
      /^(@prisma\/adapter-better-sqlite3|better-sqlite3)$/.test(target) && !file.startsWith('packages/db/'),
    because: 'a second connection loses writes; use @busbar/db',
  },
  {
    from: served,
    forbids: (target, { file }) => target === 'packages/db/src/open-database.ts' && !isTest(file),
    because: 'the server opens the database once and hands it on',
  },
  {
    from: served,
    forbids: (target, { file }) => /^apps\/web\/(control\/|server\.ts)/.test(target) && !isTest(file),
    because: 'procedures and services do not know who serves them; they get what they need',
  },
  {
    from: pages,
    forbids: (target, { isTypeOnly }) =>
      /^apps\/web\/(control\/|server\.ts)/.test(target) ||
      (!isTypeOnly && /^apps\/web\/(services|auth|api|config)\//.test(target)),
    because: 'Next gives pages a copy of every module; they reach procedures over HTTP alone',
  },
  {
    from: /^apps\/web\/(control\/|server\.ts)/,
    forbids: (target) => /^apps\/web\/(app|components|client)\//.test(target),
    because: 'control/ is plain Node and never reaches into what Next bundles',
  },
  {
    from: browser,
    forbids: (target, { isTypeOnly }) =>
      !isTypeOnly && (target.startsWith('packages/db/') || target.startsWith('node:')),
    because: 'this runs in the browser',
  },
];
