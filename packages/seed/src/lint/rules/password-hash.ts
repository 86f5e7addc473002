/** A plain password where cloud-init wants a hash: nobody could sign in, and it lies open in the seed. */
import type { LintContext } from '../lint-context.ts';
import { child, items, textOf } from '../tree.ts';

/** crypt(5): `$id$…`, the old 13-character form, or `!`/`*` for a locked account. */
const isHash = (value: string): boolean => /^(\$[\w-]+\$.+|_?[./0-9A-Za-z]{13}|[!*]+.*)$/.test(value);

export function checkPasswordHashes(context: LintContext, root: unknown): void {
  const users = [...items(context, child(context, root, 'users')), child(context, root, 'user')];
  for (const user of users) {
    for (const key of ['passwd', 'hashed_passwd', 'hashed-passwd'])
      report(context, child(context, user, key), key);
  }
  for (const user of items(context, child(context, child(context, root, 'chpasswd'), 'users'))) {
    const type = textOf(child(context, user, 'type')) ?? 'hash';
    if (type === 'hash') report(context, child(context, user, 'password'), 'password (its type is hash)');
  }
}

function report(context: LintContext, node: unknown, key: string): void {
  const value = textOf(node);
  if (value === null || isHash(value)) return;
  context.report(node, {
    severity: 'error',
    code: 'plain-password',
    message: `${key} takes a hash, not the password itself: nobody could sign in with it.`,
    suggestion: 'Make a hash with "openssl passwd -6", or use plain_text_passwd.',
  });
}
