/**
 * Checks rendered documents against what cloud-init documents, or cloudbase-init for a Windows guest: our own tables of
 * modules, keys and types, and a reason for each common mistake. Pure, and quick enough to run at each keystroke. It does not look into
 * MIME parts, archives and scripts, and does not know what an image can do.
 */
import type { SeedDocumentName, SeedDocuments } from '@busbar/shared/domain/template';
import type { SeedDialect } from '../dialect.ts';
import { formatOf } from '../document-format.ts';
import { windowsFormatOf } from '../windows-format.ts';
import { type ParsedYaml, parseYaml } from '../yaml-document.ts';
import { reportHeader, reportOversize, reportTabs, reportUnfilled } from './check-text.ts';
import { reportDuplicateKeys, reportYamlErrors } from './check-yaml.ts';
import type { Finding } from './finding.ts';
import { lintCloudConfig } from './lint-cloud-config.ts';
import { lintCloudbaseConfig, reportWindowsHeader } from './lint-cloudbase-config.ts';
import { type LintContext, lintContext } from './lint-context.ts';
import { lintMetaData } from './lint-meta-data.ts';
import { lintNetworkConfig } from './lint-network-config.ts';
import { lintWindowsMetaData, lintWindowsNetwork, reportVendorData } from './lint-windows-documents.ts';

type Reader = {
  readonly checks: Record<SeedDocumentName, (context: LintContext) => void>;
  /** What is said of user-data and vendor-data before they are parsed, if they are. */
  readonly header: (context: LintContext, name: SeedDocumentName, text: string) => void;
  readonly isYaml: (text: string) => boolean;
};

const readers: Record<SeedDialect, Reader> = {
  'cloud-init': {
    checks: {
      metaData: lintMetaData,
      userData: lintCloudConfig,
      networkConfig: lintNetworkConfig,
      vendorData: lintCloudConfig,
    },
    header: reportHeader,
    isYaml: (text) => {
      const { kind, isJinja } = formatOf(text);
      return (kind === 'cloud-config' || kind === 'unknown') && !isJinja;
    },
  },
  'cloudbase-init': {
    checks: {
      metaData: lintWindowsMetaData,
      userData: lintCloudbaseConfig,
      networkConfig: lintWindowsNetwork,
      vendorData: () => undefined,
    },
    header: (context, name, text) =>
      name === 'vendorData' ? reportVendorData(context, text) : reportWindowsHeader(context, text),
    isYaml: (text) => windowsFormatOf(text) === 'cloud-config',
  },
};

/** Findings by document, then line. At most 200 a document. Never throws for what a document contains. */
export function lintSeed(documents: SeedDocuments, dialect: SeedDialect = 'cloud-init'): Finding[] {
  return (['metaData', 'userData', 'networkConfig', 'vendorData'] as const).flatMap((name) => {
    const text = documents[name];
    return text === undefined ? [] : lintDocument(name, text, readers[dialect]);
  });
}

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.severity === 'error');

function lintDocument(name: SeedDocumentName, text: string, reader: Reader): Finding[] {
  const findings: Finding[] = [];
  const textContext = lintContext(name, null, findings);
  if (reportOversize(textContext, text)) return findings;
  const isUserPart = name === 'userData' || name === 'vendorData';
  if (isUserPart) reader.header(textContext, name, text);
  reportUnfilled(textContext, text);
  if (!isUserPart || reader.isYaml(text)) lintYaml(name, text, findings, reader);
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

function lintYaml(name: SeedDocumentName, text: string, findings: Finding[], { checks }: Reader): void {
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
