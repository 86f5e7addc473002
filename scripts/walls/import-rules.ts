type Context = { readonly file: string; readonly isTypeOnly: boolean };

export type ImportRule = {
  readonly from: RegExp;
  readonly forbids: (target: string, context: Context) => boolean;
  readonly because: string;
};

const appOf = (path: string): string | null => /^apps\/([^/]+)/.exec(path)?.[1] ?? null;
const bundled = /^apps\/web\/(app|api|components|client|services|auth)\//;
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
    from: bundled,
    forbids: (target, { file }) => target === 'packages/db/src/open-database.ts' && !isTest(file),
    because: 'the server opens the database once; bundled code takes it with @busbar/db/get-database',
  },
  {
    from: bundled,
    forbids: (target, { file }) => /^apps\/web\/(control\/|server\.ts)/.test(target) && !isTest(file),
    because: 'Next bundles this side; it meets control/ only through the database, the queue and pub/sub',
  },
  {
    from: /^apps\/web\/(control\/|server\.ts)/,
    forbids: (target) => /^apps\/web\/(app|components|client|api)\//.test(target),
    because: 'control/ is plain Node and never reaches into the bundled side',
  },
  {
    from: browser,
    forbids: (target, { isTypeOnly }) =>
      !isTypeOnly &&
      (/^apps\/web\/(services|auth|api|config)\//.test(target) ||
        target.startsWith('packages/db/') ||
        target.startsWith('node:')),
    because: 'this runs in the browser',
  },
];
