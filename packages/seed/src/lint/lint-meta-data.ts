import { isMap, isScalar } from 'yaml';
import { closest } from '../edit-distance.ts';
import { keyOf } from './check-shape.ts';
import type { LintContext } from './lint-context.ts';
import { checkHostNames } from './rules/host-name.ts';
import { child } from './tree.ts';

/** Keys that NoCloud or cloud-init itself reads; others reach templates and instance-data, and are fine. */
const readKeys = ['instance-id', 'local-hostname', 'public-keys', 'network-interfaces', 'dsmode', 'hostname'];

/** NoCloud's meta-data: without an instance-id cloud-init cannot tell a new machine from an old one. */
export function lintMetaData(context: LintContext): void {
  const { root } = context;
  if (root !== null && !isMap(root)) {
    context.report(root, {
      severity: 'error',
      code: 'wrong-type',
      message: 'meta-data is a mapping, for example "instance-id: vm-1".',
    });
    return;
  }
  reportTypos(context);
  const id = child(context, root, 'instance-id');
  if (id === null || (isScalar(id) && (id.value === null || id.value === ''))) {
    context.report(root, {
      severity: 'error',
      code: 'missing-instance-id',
      message: 'meta-data needs an instance-id; cloud-init runs once for each.',
      suggestion: 'instance-id: {{ VM_ID }}',
    });
  }
  if (child(context, root, 'local-hostname') === null) {
    context.report(root, {
      severity: 'warning',
      code: 'missing-local-hostname',
      message: 'meta-data has no local-hostname; the VM keeps the name that its image brings.',
      suggestion: 'local-hostname: {{ HOSTNAME }}',
    });
  }
  checkHostNames(context, root);
}

function reportTypos(context: LintContext): void {
  if (!isMap(context.root)) return;
  for (const pair of context.root.items) {
    const key = keyOf(pair);
    const suggestion = readKeys.includes(key) ? undefined : closest(key, readKeys);
    if (suggestion === undefined) continue;
    context.report(pair.key, {
      severity: 'warning',
      code: 'unknown-key',
      message: `cloud-init does not read "${key}". Did you mean "${suggestion}"?`,
      suggestion,
    });
  }
}
