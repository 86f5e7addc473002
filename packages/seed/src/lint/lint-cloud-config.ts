import { isMap } from 'yaml';
import { checkShape } from './check-shape.ts';
import type { LintContext } from './lint-context.ts';
import { checkHostNames } from './rules/host-name.ts';
import { checkPasswordHashes } from './rules/password-hash.ts';
import { checkTimeZone } from './rules/time-zone.ts';
import { checkVendorDataDisabled } from './rules/vendor-data-disabled.ts';
import { checkWrittenFiles } from './rules/written-files.ts';
import { cloudConfigShape } from './table/cloud-config.ts';

const rules = [
  checkPasswordHashes,
  checkWrittenFiles,
  checkTimeZone,
  checkHostNames,
  checkVendorDataDisabled,
];

/** user-data or vendor-data that is one cloud-config. */
export function lintCloudConfig(context: LintContext): void {
  if (context.root === null) return;
  checkShape(context, context.root, cloudConfigShape, { path: '', depth: 0 });
  if (!isMap(context.root)) return;
  for (const rule of rules) rule(context, context.root);
}
