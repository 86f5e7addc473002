import { posix } from 'node:path';

export type Import = {
  readonly specifier: string;
  /** Repository path for our own modules, the specifier itself for packages and `node:` modules. */
  readonly target: string;
  readonly isTypeOnly: boolean;
  readonly line: number;
};

const statement =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every static and dynamic import of a source text, workspace names and relative paths resolved. */
export function importsOf(file: string, source: string): readonly Import[] {
  return [...source.matchAll(statement)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    return {
      specifier,
      target: resolveTarget(file, specifier),
      isTypeOnly: match[1] !== undefined,
      line: source.slice(0, match.index + match[0].indexOf(specifier)).split('\n').length,
    };
  });
}

function resolveTarget(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  if (specifier.startsWith('@/')) return `apps/web/${specifier.slice(2)}`;
  const workspace = /^@busbar\/(shared|seed|db)\/(.+)$/.exec(specifier);
  if (workspace !== null) return `packages/${workspace[1]}/src/${workspace[2]}.ts`;
  const app = /^@busbar\/(web|host-agent|guest-agent|e2e)(\/.*)?$/.exec(specifier);
  return app === null ? specifier : `apps/${app[1]}${app[2] ?? ''}`;
}
