/** write_files: absolute paths, permissions that mean something. */
import type { LintContext } from '../lint-context.ts';
import { child, items, textOf } from '../tree.ts';

export function checkWrittenFiles(context: LintContext, root: unknown): void {
  for (const file of items(context, child(context, root, 'write_files'))) {
    const path = child(context, file, 'path');
    const pathText = textOf(path);
    if (pathText !== null && !pathText.startsWith('/')) {
      context.report(path, {
        severity: 'error',
        code: 'relative-path',
        message: 'The path of a written file must be absolute.',
        suggestion: `/${pathText}`,
      });
    }
    const permissions = child(context, file, 'permissions');
    const mode = textOf(permissions);
    if (mode !== null && !/^(0o?)?[0-7]{3,4}$/.test(mode)) {
      context.report(permissions, {
        severity: 'error',
        code: 'bad-permissions',
        message: `"${mode.slice(0, 20)}" is no permission; write octal digits such as '0644' or '0755'.`,
        suggestion: "'0644'",
      });
    }
  }
}
