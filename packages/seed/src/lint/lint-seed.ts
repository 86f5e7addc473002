/**
 * Checks rendered documents against what cloud-init documents: our own table of modules, keys and types, and
 * a reason for each common mistake. Pure, and quick enough to run at each keystroke. It does not look into
 * MIME parts, archives and scripts, and does not know what an image can do.
 */
import type { SeedDocumentName, SeedDocuments } from '@busbar/shared/domain/template';
import { formatOf } from '../document-format.ts';
import { type ParsedYaml, parseYaml } from '../yaml-document.ts';
import { reportHeader, reportOversize, reportTabs, reportUnfilled } from './check-text.ts';
import { reportDuplicateKeys, reportYamlErrors } from './check-yaml.ts';
import type { Finding } from './finding.ts';
import { lintCloudConfig } from './lint-cloud-config.ts';
import { type LintContext, lintContext } from './lint-context.ts';
import { lintMetaData } from './lint-meta-data.ts';
import { lintNetworkConfig } from './lint-network-config.ts';

const checks: Record<SeedDocumentName, (context: LintContext) => void> = {
  metaData: lintMetaData,
  userData: lintCloudConfig,
  networkConfig: lintNetworkConfig,
  vendorData: lintCloudConfig,
};

/** Findings by document, then line. At most 200 a document. Never throws for what a document contains. */
export function lintSeed(documents: SeedDocuments): Finding[] {
  return (['metaData', 'userData', 'networkConfig', 'vendorData'] as const).flatMap((name) => {
    const text = documents[name];
    return text === undefined ? [] : lintDocument(name, text);
  });
}

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.severity === 'error');

function lintDocument(name: SeedDocumentName, text: string): Finding[] {
  const findings: Finding[] = [];
  const textContext = lintContext(name, null, findings);
  if (reportOversize(textContext, text)) return findings;
  const isUserPart = name === 'userData' || name === 'vendorData';
  if (isUserPart) reportHeader(textContext, name, text);
  reportUnfilled(textContext, text);
  const { kind, isJinja } = formatOf(text);
  const isChecked = !isUserPart || ((kind === 'cloud-config' || kind === 'unknown') && !isJinja);
  if (isChecked) lintYaml(name, text, findings);
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

function lintYaml(name: SeedDocumentName, text: string, findings: Finding[]): void {
  const parsed = parseYaml(text);
  const context = lintContext(name, parsed, findings);
  if (parsed === null) {
    const message = 'The document nests too deeply to be read.';
    context.reportLine(1, { severity: 'error', code: 'too-deep', message });
    return;
  }
  if (cannotBeRead(context, parsed, text)) return;
  if (context.root !== null) reportDuplicateKeys(context, context.root);
  checks[name](context);
}

function cannotBeRead(context: LintContext, parsed: ParsedYaml, text: string): boolean {
  if (parsed.document.errors.length > 0 && reportTabs(context, text)) return true;
  return reportYamlErrors(context, parsed);
}
