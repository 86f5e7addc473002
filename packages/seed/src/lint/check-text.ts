/** Mistakes that are seen in the text itself, before or instead of parsing it. */
import { documentLimitBytes, type SeedDocumentName } from '@busbar/shared/domain/template';
import { formatOf } from '../document-format.ts';
import type { LintContext } from './lint-context.ts';

/** True when the document is too large to look into. */
export function reportOversize(context: LintContext, text: string): boolean {
  const sizeBytes = text.length > documentLimitBytes ? text.length : new TextEncoder().encode(text).length;
  if (sizeBytes <= documentLimitBytes) return false;
  context.reportLine(1, {
    severity: 'error',
    code: 'too-large',
    message: `The document has ${(sizeBytes / 1024 / 1024).toFixed(1)} MiB; at most 1 MiB is taken. Let the VM fetch large files itself.`,
  });
  return true;
}

/** True when a tab stands where YAML wants spaces: the parser's own words about it would only confuse. */
export function reportTabs(context: LintContext, text: string): boolean {
  const at = /^ *\t+\s*[^\s#]/m.exec(text);
  if (at === null) return false;
  context.reportLine(text.slice(0, at.index).split('\n').length, {
    severity: 'error',
    code: 'tab',
    message: 'A tab begins this line. YAML indents with spaces only.',
    suggestion: 'Replace the tab by spaces.',
  });
  return true;
}

export function reportHeader(context: LintContext, document: SeedDocumentName, text: string): void {
  const first = text.split('\n', 1)[0]!;
  const format = formatOf(text);
  if (first.startsWith('\ufeff')) {
    context.reportLine(1, {
      severity: 'error',
      code: 'byte-order-mark',
      message: 'The document begins with a byte-order mark, so cloud-init does not recognise its first line.',
    });
  } else if (format.kind === 'unknown') reportMissingHeader(context, text, first);
  if (format.isJinja) {
    context.reportLine(1, {
      severity: 'info',
      code: 'jinja',
      message:
        'cloud-init renders this document as a Jinja template first; expressions in lower case are left to it.',
    });
  }
  if (format.kind === 'mime') {
    context.reportLine(1, {
      severity: 'info',
      code: 'mime',
      message: `This is a MIME message; its parts are passed on unchecked${document === 'userData' ? '' : ' as vendor-data'}.`,
    });
  }
  if (format.kind === 'shell-script' && first.endsWith('\r')) {
    context.reportLine(1, {
      severity: 'error',
      code: 'carriage-return',
      message: 'The script has Windows line ends; Linux would not find its interpreter.',
    });
  }
}

function reportMissingHeader(context: LintContext, text: string, first: string): void {
  if (text.trim() === '') {
    context.reportLine(1, {
      severity: 'info',
      code: 'empty-document',
      message: 'The document is empty: cloud-init does only what the image does by itself.',
    });
    return;
  }
  const isLate = /^#cloud-config/m.test(text);
  const isMisspelt = /^#+\s*cloud[-_ ]?config/i.test(first);
  const reason = isLate ? ' It stands further down.' : isMisspelt ? ' It is written differently here.' : '';
  context.reportLine(1, {
    severity: 'error',
    code: 'missing-header',
    message: `The first line must be exactly "#cloud-config"; without it cloud-init ignores the whole document.${reason}`,
    suggestion: '#cloud-config',
  });
}

/** Placeholders that nobody filled: lint is for rendered documents. */
export function reportUnfilled(context: LintContext, text: string): void {
  if (formatOf(text).isJinja) return;
  const at = /\{\{ *([A-Z][A-Z0-9_]{0,63}) *\}\}/.exec(text);
  if (at === null) return;
  context.reportLine(text.slice(0, at.index).split('\n').length, {
    severity: 'error',
    code: 'unfilled-placeholder',
    message: `The variable ${at[1]} was not filled in.`,
  });
}
