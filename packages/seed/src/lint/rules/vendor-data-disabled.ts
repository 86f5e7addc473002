import { isScalar } from 'yaml';
import type { LintContext } from '../lint-context.ts';
import { child } from '../tree.ts';

/** The guest agent comes by vendor-data, which user-data may switch off. */
export function checkVendorDataDisabled(context: LintContext, root: unknown): void {
  const enabled = child(context, child(context, root, 'vendor_data'), 'enabled');
  if (!isScalar(enabled) || (enabled.value !== false && enabled.value !== 'no' && enabled.value !== 'false'))
    return;
  context.report(enabled, {
    severity: 'warning',
    code: 'vendor-data-disabled',
    message:
      'The guest agent is installed through vendor-data; with it switched off there is no shell, and only Hyper-V can tell how cloud-init fares.',
    suggestion: 'Leave vendor_data out.',
  });
}
