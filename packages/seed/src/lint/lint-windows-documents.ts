/** meta-data, network-config and vendor-data as cloudbase-init's NoCloud service reads them (nocloudservice.py). */
import { isMap } from 'yaml';
import { keyOf } from './check-shape.ts';
import type { LintContext } from './lint-context.ts';
import { lintMetaData } from './lint-meta-data.ts';
import { lintNetworkConfig } from './lint-network-config.ts';
import { checkWindowsName } from './rules/windows-values.ts';
import { child, items, textOf } from './tree.ts';

export function lintWindowsMetaData(context: LintContext): void {
  lintMetaData(context);
  checkWindowsName(context, child(context, context.root, 'local-hostname'));
}

/** There it finds an adapter by its MAC; what else it passes over with a line in its log. */
const kindsOfVersion2 = ['ethernets', 'bonds', 'vlans'];
const kindsOfVersion1 = ['physical', 'bond', 'vlan', 'nameserver'];

export function lintWindowsNetwork(context: LintContext): void {
  lintNetworkConfig(context);
  const outer = child(context, context.root, 'network');
  const network = outer ?? context.root;
  const passesOver = (node: unknown, what: string): void =>
    context.report(node, {
      severity: 'warning',
      code: 'not-on-windows',
      message: `cloudbase-init sets up no ${what} on Windows; it passes them over.`,
    });
  for (const item of items(context, child(context, network, 'config'))) {
    const type = child(context, item, 'type');
    const kind = textOf(type);
    if (kind !== null && !kindsOfVersion1.includes(kind)) passesOver(type, `${kind}s`);
  }
  for (const kind of ['bridges', 'wifis', 'modems', 'tunnels', 'vrfs', 'dummy-devices']) {
    const node = child(context, network, kind);
    if (node !== null && !kindsOfVersion2.includes(kind)) passesOver(node, kind);
  }
  for (const kind of ['ethernets', 'bonds']) reportWithoutMac(context, child(context, network, kind));
}

function reportWithoutMac(context: LintContext, devices: unknown): void {
  if (!isMap(devices)) return;
  for (const device of devices.items) {
    const mac = child(context, child(context, device.value, 'match'), 'macaddress');
    const isStatic = child(context, device.value, 'addresses') !== null;
    if (mac !== null || !isStatic) continue;
    context.report(device.key, {
      severity: 'warning',
      code: 'adapter-without-mac',
      message: `cloudbase-init finds an adapter by its MAC address, and "${keyOf(device)}" has no match.macaddress.`,
    });
  }
}

export function reportVendorData(context: LintContext, text: string): void {
  if (text.trim() === '') return;
  context.reportLine(1, {
    severity: 'warning',
    code: 'not-on-windows',
    message: 'cloudbase-init reads no vendor-data: nothing of this document is done on Windows.',
  });
}
