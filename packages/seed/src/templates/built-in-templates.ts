import type { BuiltInTemplate } from './built-in-template.ts';
import { minimal } from './minimal.ts';
import { vmgenieCatalogue } from './vmgenie-catalogue.ts';
import { webServer } from './web-server.ts';
import { windowsServer } from './windows-server.ts';

/** Every template that comes with the product, in the order in which a page offers them. */
export const builtInTemplates: readonly BuiltInTemplate[] = [
  minimal,
  webServer,
  ...vmgenieCatalogue,
  windowsServer,
];
