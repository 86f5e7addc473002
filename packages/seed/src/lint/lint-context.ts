/** One document under examination: its tree, its anchors, and where findings go. */
import type { SeedDocumentName } from '@busbar/shared/domain/template';
import { isAlias, isCollection, isNode, isScalar, type LineCounter, type Node, visit } from 'yaml';
import type { ParsedYaml } from '../yaml-document.ts';
import type { Fault, Finding } from './finding.ts';

/** A document with more is not read by anybody; the first ones are enough to mend it. */
export const findingLimit = 200;
/** Aliases can make a small document visit very many nodes ("billion laughs"). */
const visitLimit = 100_000;

export type LintContext = {
  readonly root: Node | null;
  readonly report: (at: unknown, fault: Fault) => void;
  readonly reportLine: (line: number, fault: Fault, column?: number) => void;
  /** The node that an alias stands for; other nodes are returned as they are. */
  readonly follow: (node: unknown) => Node | null;
  /** True once no further finding is kept; then looking for suggestions is wasted. */
  readonly isFull: () => boolean;
  /** False once too much has been visited; then the walk stops. */
  readonly mayVisit: () => boolean;
};

export function lintContext(
  document: SeedDocumentName,
  parsed: ParsedYaml | null,
  findings: Finding[],
): LintContext {
  const anchors = parsed === null ? new Map<string, Node>() : anchorsOf(parsed);
  let visited = 0;
  const add = (place: Pick<Finding, 'line' | 'column' | 'endLine'>, fault: Fault): void => {
    if (findings.length < findingLimit) findings.push({ document, ...place, ...fault });
  };
  return {
    root: parsed?.document.contents ?? null,
    report: (at, fault) => add(placeOf(at, parsed?.lines), fault),
    reportLine: (line, fault, column = 1) => add({ line, column }, fault),
    follow: (node) => {
      const target = isAlias(node) ? anchors.get(node.source) : node;
      return isNode(target) && !isAlias(target) ? target : null;
    },
    isFull: () => findings.length >= findingLimit,
    mayVisit: () => {
      visited += 1;
      return visited <= visitLimit;
    },
  };
}

function anchorsOf({ document }: ParsedYaml): Map<string, Node> {
  const anchors = new Map<string, Node>();
  visit(document, {
    Node(_key, node) {
      if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return anchors;
}

function placeOf(at: unknown, lines: LineCounter | undefined): Pick<Finding, 'line' | 'column' | 'endLine'> {
  if (!isNode(at) || !at.range || lines === undefined) return { line: 1, column: 1 };
  const start = lines.linePos(at.range[0]);
  const end = lines.linePos(Math.max(at.range[0], at.range[1] - 1));
  const place = { line: Math.max(1, start.line), column: Math.max(1, start.col) };
  return end.line > place.line ? { ...place, endLine: end.line } : place;
}
