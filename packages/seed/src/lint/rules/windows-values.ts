/** Values that mean something else on Windows than on Linux, or nothing. */
import type { LintContext } from '../lint-context.ts';
import { child, items, textOf } from '../tree.ts';

/** Names of computers in Windows' older protocols; cloudbase-init cuts longer ones there by default. */
export const netBiosLimit = 15;

export function checkWindowsValues(context: LintContext, root: unknown): void {
  for (const key of ['hostname', 'set_hostname']) checkWindowsName(context, child(context, root, key));
  for (const user of items(context, child(context, root, 'users')))
    checkPassword(context, child(context, user, 'passwd'));
  for (const file of items(context, child(context, root, 'write_files')))
    checkPath(context, child(context, file, 'path'));
  for (const command of items(context, child(context, root, 'runcmd'))) checkCommand(context, command);
}

export function checkWindowsName(context: LintContext, node: unknown): void {
  const name = textOf(node);
  if (name === null || name.length <= netBiosLimit) return;
  context.report(node, {
    severity: 'warning',
    code: 'long-windows-name',
    message: `Windows takes ${netBiosLimit} characters of a computer's name; cloudbase-init would make "${name.slice(0, netBiosLimit)}" of it.`,
  });
}

function checkPassword(context: LintContext, node: unknown): void {
  const value = textOf(node);
  if (value === null || !/^\$[\w-]+\$.+/.test(value)) return;
  context.report(node, {
    severity: 'error',
    code: 'hashed-password',
    message: 'On Windows passwd is the password itself: with a hash there, the hash would be the password.',
  });
}

function checkPath(context: LintContext, node: unknown): void {
  const path = textOf(node);
  if (path === null || /^([a-z]:[\\/]|%)/i.test(path)) return;
  context.report(node, {
    severity: 'error',
    code: 'relative-path',
    message: 'The path of a written file must be absolute, with its drive: C:\\...',
  });
}

/** They become lines of one batch file: words of a list are joined by spaces, and nothing is quoted. */
function checkCommand(context: LintContext, node: unknown): void {
  for (const word of items(context, node)) {
    const text = textOf(word);
    if (text === null || !/\s/.test(text) || /^".*"$/.test(text)) continue;
    context.report(word, {
      severity: 'warning',
      code: 'unquoted-word',
      message:
        'cloudbase-init joins the words of a command by spaces and quotes none: write this one in double quotes of its own.',
    });
  }
}
