import { isMap, isScalar } from 'yaml';
import { checkShape } from './check-shape.ts';
import type { LintContext } from './lint-context.ts';
import { networkV1Shape, networkV2Shape } from './table/network-config.ts';
import { child, textOf } from './tree.ts';

/** network-config, version 1 or 2, with or without the outer `network:`. */
export function lintNetworkConfig(context: LintContext): void {
  if (context.root === null || (isScalar(context.root) && context.root.value === null)) {
    context.reportLine(1, {
      severity: 'error',
      code: 'empty-network-config',
      message: 'An empty network-config breaks cloud-init. Remove the document; then the VM uses DHCP.',
    });
    return;
  }
  const inner = child(context, context.root, 'network');
  const network = inner ?? context.root;
  if (!isMap(network)) {
    context.report(network, {
      severity: 'error',
      code: 'wrong-type',
      message: 'network-config is a mapping that begins with "version: 2".',
    });
    return;
  }
  if (textOf(child(context, network, 'config')) === 'disabled') return;
  const version = child(context, network, 'version');
  const number = isScalar(version) ? version.value : undefined;
  if (number !== 1 && number !== 2) {
    context.report(version ?? network, {
      severity: 'error',
      code: 'network-version',
      message: 'network-config needs "version: 1" or "version: 2".',
      suggestion: 'version: 2',
    });
    return;
  }
  checkShape(context, network, number === 1 ? networkV1Shape : networkV2Shape, { path: '', depth: 0 });
}
