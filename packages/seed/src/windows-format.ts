/** What cloudbase-init takes user-data for (cloudbaseinit/plugins/common/userdata.py, userdatautils.py). */
export type WindowsFormat =
  | 'cloud-config'
  | 'script'
  | 'mime'
  /** Of cloud-init only; passed over on Windows. */
  | 'foreign'
  /** `## template: jinja`: rendered only where it is the whole of user-data, which it never is here. */
  | 'jinja'
  | 'empty'
  | 'unknown';

const scripts = [
  /^rem\s+cmd\s/,
  /^#!\s*\/usr\/bin\/env\s+python\s/,
  /^#!/,
  /^#(ps1|ps1_sysnative|ps1_x86)\s/,
  /<\/?(script|powershell)>/,
];

export function windowsFormatOf(text: string): WindowsFormat {
  if (text.trim() === '') return 'empty';
  if (/^##\s*template:\s*jinja/i.test(text)) return 'jinja';
  if (/^#(cloud-config-archive|cloud-config-jsonp|cloud-boothook|include|part-handler)/.test(text))
    return 'foreign';
  if (text.startsWith('#cloud-config')) return 'cloud-config';
  // Words of its source: a header block that ends with an empty line.
  if (text.split('\n\n', 1)[0]!.includes('Content-Type: multipart')) return 'mime';
  return scripts.some((pattern) => pattern.test(text)) ? 'script' : 'unknown';
}
