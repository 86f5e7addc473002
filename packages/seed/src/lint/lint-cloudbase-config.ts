/** User-data of a Windows guest: checked against what cloudbase-init reads, which is less than cloud-init does. */
import { isMap } from 'yaml';
import { type WindowsFormat, windowsFormatOf } from '../windows-format.ts';
import { checkShape, keyOf } from './check-shape.ts';
import type { LintContext } from './lint-context.ts';
import { checkWindowsValues } from './rules/windows-values.ts';
import { cloudbaseShape, cloudbaseTable } from './table/cloudbase-config.ts';

export function lintCloudbaseConfig(context: LintContext): void {
  const { root } = context;
  if (root === null) return;
  if (isMap(root)) {
    for (const pair of root.items) {
      const key = keyOf(pair);
      if (Object.hasOwn(cloudbaseTable, key) || !Object.hasOwn(cloudbaseShape.map?.keys ?? {}, key)) continue;
      context.report(pair.key, {
        severity: 'warning',
        code: 'not-on-windows',
        message: `cloudbase-init passes over "${key}": on Windows only ${Object.keys(cloudbaseTable).join(', ')} are read.`,
      });
    }
  }
  checkShape(context, root, cloudbaseShape, { path: '', depth: 0 });
  if (isMap(root)) checkWindowsValues(context, root);
}

type Remark = {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly message: string;
};

/** The first line decides what cloudbase-init does with the rest. */
const remarks: Record<WindowsFormat, ((first: string) => Remark) | null> = {
  foreign: (first) => ({
    severity: 'error',
    code: 'not-on-windows',
    message: `cloudbase-init does not know "${first}"; it passes the document over.`,
  }),
  jinja: () => ({
    severity: 'error',
    code: 'jinja',
    message:
      'Busbar puts user-data beside its agent, and there cloudbase-init renders no Jinja template: use variables instead.',
  }),
  mime: () => ({
    severity: 'info',
    code: 'mime',
    message: 'This is a MIME message; its parts are passed on unchecked.',
  }),
  empty: () => ({
    severity: 'info',
    code: 'empty-document',
    message: 'The document is empty: only the agent is installed.',
  }),
  unknown: () => ({
    severity: 'error',
    code: 'missing-header',
    message:
      'cloudbase-init tells by the first line what this is, and does not know this one: write "#cloud-config", "#ps1_sysnative" or "rem cmd" there.',
  }),
  script: null,
  'cloud-config': null,
};

export function reportWindowsHeader(context: LintContext, text: string): void {
  const remark = remarks[windowsFormatOf(text)]?.(text.split('\n', 1)[0]!.slice(0, 40));
  if (remark !== undefined) context.reportLine(1, remark);
}
