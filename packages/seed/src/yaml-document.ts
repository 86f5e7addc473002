/** YAML as cloud-init reads it (1.1), parsed without ever throwing and without expanding aliases. */
import { type Document, LineCounter, parseDocument } from 'yaml';

export type ParsedYaml = { readonly document: Document.Parsed; readonly lines: LineCounter };

/** Real documents nest ten deep; the parser recurses, so hostile depth is turned away before it. */
const flowDepthLimit = 200;

/** Null when the text nests too deeply to be parsed safely. */
export function parseYaml(text: string): ParsedYaml | null {
  if (isTooDeep(text)) return null;
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      version: '1.1',
      uniqueKeys: false,
      strict: false,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter: lines,
    });
    return { document, lines };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Brackets, and list dashes within one line, are the ways to nest deeply in little text. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth += 1;
    else if ((code === 0x5d || code === 0x7d) && depth > 0) depth -= 1;
    if (depth > flowDepthLimit) return true;
  }
  return /(?:[-?:][ \t]+){200}/.test(text) || /\n {2000}/.test(text);
}
