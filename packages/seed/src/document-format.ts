/** What cloud-init takes a piece of user-data or vendor-data for: its first line decides. */
export type DocumentFormat = {
  readonly kind:
    | 'cloud-config'
    | 'cloud-config-archive'
    | 'cloud-config-jsonp'
    | 'shell-script'
    | 'boothook'
    | 'include'
    | 'part-handler'
    | 'mime'
    | 'unknown';
  /** The content type cloud-init gives such a part. */
  readonly mimeType: string;
  /** `## template: jinja` came first: cloud-init renders the rest itself. */
  readonly isJinja: boolean;
};

/** Longer prefixes first: `#cloud-config-archive` also begins with `#cloud-config`. */
const byPrefix = [
  ['#cloud-config-archive', 'cloud-config-archive', 'text/cloud-config-archive'],
  ['#cloud-config-jsonp', 'cloud-config-jsonp', 'text/cloud-config-jsonp'],
  ['#cloud-config', 'cloud-config', 'text/cloud-config'],
  ['#cloud-boothook', 'boothook', 'text/cloud-boothook'],
  ['#include', 'include', 'text/x-include-url'],
  ['#part-handler', 'part-handler', 'text/part-handler'],
  ['#!', 'shell-script', 'text/x-shellscript'],
] as const;

const jinjaHeader = /^##\s*template:\s*jinja[^\n]*\n/i;

export function formatOf(text: string): DocumentFormat {
  const jinja = jinjaHeader.exec(text);
  const body = jinja === null ? text : text.slice(jinja[0].length);
  const known = byPrefix.find(([prefix]) => body.startsWith(prefix));
  const isJinja = jinja !== null;
  if (known !== undefined) return { kind: known[1], mimeType: isJinja ? 'text/jinja2' : known[2], isJinja };
  if (/^(mime-version|content-type):/im.test(body.slice(0, 4096).split(/\r?\n\r?\n/, 1)[0]!)) {
    return { kind: 'mime', mimeType: 'multipart/mixed', isJinja };
  }
  return { kind: 'unknown', mimeType: 'text/plain', isJinja };
}

/** Kinds whose text is not YAML. What is `unknown` is most likely cloud-config that lacks its first line. */
export const isYamlFormat = ({ kind }: DocumentFormat): boolean =>
  kind === 'cloud-config' || kind === 'cloud-config-archive' || kind === 'unknown';
