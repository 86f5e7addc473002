import type { LintContext } from '../lint-context.ts';
import { child, textOf } from '../tree.ts';

/** RFC 1123 §2.1: labels of letters, digits and hyphens. */
const isHostName = (name: string): boolean =>
  name.length <= 253 && name.split('.').every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));

export function checkHostNames(context: LintContext, root: unknown): void {
  for (const key of ['hostname', 'fqdn', 'local-hostname']) {
    const node = child(context, root, key);
    const name = textOf(node);
    if (name === null || isHostName(name)) continue;
    context.report(node, {
      severity: 'warning',
      code: 'bad-host-name',
      message: `"${name.slice(0, 70)}" is no host name: letters, digits and hyphens, at most 63 a label.`,
    });
  }
}
