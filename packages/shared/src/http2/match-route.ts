import { AppError } from '../errors/app-error.ts';

export type RouteMatch<Handler> = {
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
};
type Pattern<Handler> = {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: Handler;
};

/**
 * Compiles a table of `'METHOD /path'` keys. A segment `:name` matches one segment (decoded into
 * `params.name`); a trailing `*` matches the rest, undecoded, into `params['*']`; the method `*` matches any.
 * Exact segments win over `:name`, which wins over `*`, whatever the table's order.
 */
export function compileRoutes<Handler>(
  routes: Readonly<Record<string, Handler>>,
): (method: string, path: string) => RouteMatch<Handler> | null {
  const patterns = Object.entries(routes).map(([key, handler]) => parsePattern(key, handler));
  patterns.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return (method, path) => {
    const segments = path.split('/').slice(1);
    for (const pattern of patterns) {
      if (pattern.method !== '*' && pattern.method !== method) continue;
      const params = matchSegments(pattern.segments, segments);
      if (params !== null) return { handler: pattern.handler, params };
    }
    return null;
  };
}

function parsePattern<Handler>(key: string, handler: Handler): Pattern<Handler> {
  const match = /^([A-Z]+|\*) \/(\S*)$/.exec(key);
  if (match === null) throw new AppError('internal', `The route "${key}" is not of the form "METHOD /path".`);
  return { method: match[1] ?? '*', segments: (match[2] ?? '').split('/'), handler };
}

const segmentRank = (segment: string): string =>
  segment === '*' ? '2' : segment.startsWith(':') ? '1' : '0';
const rank = (pattern: Pattern<unknown>): string =>
  `${pattern.segments.map(segmentRank).join('')}9${pattern.method === '*' ? 1 : 0}`;

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    if (expected === '*') {
      if (index >= segments.length) return null;
      params['*'] = segments.slice(index).join('/');
      return params;
    }
    const actual = segments[index];
    if (actual === undefined) return null;
    if (expected.startsWith(':')) {
      if (actual === '') return null;
      params[expected.slice(1)] = decode(actual);
    } else if (actual !== expected) return null;
  }
  return pattern.length === segments.length ? params : null;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new AppError('invalid-input', 'The path is not validly percent-encoded.', { cause });
  }
}
