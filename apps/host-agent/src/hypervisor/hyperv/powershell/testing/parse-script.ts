/** Reads PowerShell by tree-sitter's grammar, so that tests can ask what a script calls, and how. */
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

export type Call = {
  /** As written: `Get-Event`, `NetTCPIP\Get-NetNeighbor`; of an expression (`& $command`) its text. */
  readonly name: string;
  /** `&` or `.`, or null. */
  readonly operator: string | null;
  readonly text: string;
  /** Without the dash. */
  readonly parameters: readonly string[];
  readonly line: number;
};

export type DefinedFunction = { readonly name: string; readonly parameters: readonly string[] };

export type Script = {
  /** Places that the grammar could not read. */
  readonly errors: readonly string[];
  readonly calls: readonly Call[];
  readonly functions: readonly DefinedFunction[];
  /** Kinds of all nodes; an operator is a kind of its own. */
  readonly kinds: ReadonlySet<string>;
  /** Types named in brackets, lower case. */
  readonly types: readonly string[];
  /** Names of members that are read or called, lower case. */
  readonly members: readonly string[];
  /** Names of variables, lower case: those that get a value somewhere, and all. */
  readonly assigned: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
  /** Strings without variables, in the order of the text. */
  readonly strings: readonly string[];
  readonly root: Node;
};

export async function createScriptParser(): Promise<(text: string) => Script> {
  await Parser.init();
  const parser = new Parser();
  const grammar = createRequire(import.meta.url).resolve(
    'tree-sitter-powershell/tree-sitter-powershell.wasm',
  );
  parser.setLanguage(await Language.load(grammar));
  return (text) => {
    const tree = parser.parse(text);
    if (tree === null) throw new Error('The parser gave up.');
    return describe(tree.rootNode);
  };
}

function describe(root: Node): Script {
  const nodes = [...walk(root)];
  const ofType = (...types: string[]): Node[] => nodes.filter((node) => types.includes(node.type));
  return {
    root,
    errors: nodes
      .filter((node) => node.isError || node.isMissing)
      .map((node) => `line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`),
    calls: ofType('command').map(toCall),
    functions: ofType('function_statement').map(toFunction),
    kinds: new Set(nodes.map((node) => node.type)),
    types: ofType('type_literal').map((node) => node.text.slice(1, -1).toLowerCase()),
    members: ofType('member_name').map((node) => node.text.toLowerCase()),
    assigned: assignedNames(ofType),
    variables: new Set(ofType('variable', 'braced_variable').map((node) => variableName(node.text))),
    strings: ofType('verbatim_string_characters').map((node) => node.text.slice(1, -1).replaceAll("''", "'")),
  };
}

export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) if (child !== null) yield* walk(child);
}

function toCall(node: Node): Call {
  const children = node.children.filter((child) => child !== null);
  const name = children.find(({ type }) => /^(path_)?command_name(_expr)?$/.test(type));
  const elements = children.find(({ type }) => type === 'command_elements');
  return {
    name: name?.text ?? '',
    operator: children.find(({ type }) => type === 'command_invokation_operator')?.text ?? null,
    text: node.text,
    parameters: (elements?.children ?? [])
      .filter((child) => child?.type === 'command_parameter')
      .map((child) => child!.text.replace(/^-|:$/g, '')),
    line: node.startPosition.row + 1,
  };
}

function toFunction(node: Node): DefinedFunction {
  const parameters = [...walk(node)]
    .filter(({ type }) => type === 'script_parameter')
    .map((parameter) => parameter.children.find((child) => child?.type === 'variable')?.text.slice(1) ?? '');
  return { name: node.children.find((child) => child?.type === 'function_name')?.text ?? '', parameters };
}

/** Assigned, a parameter, or the variable of a loop. */
function assignedNames(ofType: (...types: string[]) => Node[]): ReadonlySet<string> {
  const targets = ofType('left_assignment_expression', 'script_parameter', 'foreach_statement');
  return new Set(
    targets.flatMap((target) => {
      const first = [...walk(target)].find(({ type }) => type === 'variable');
      return first === undefined ? [] : [variableName(first.text)];
    }),
  );
}

const variableName = (text: string): string => text.replace(/^[$@]\{?|\}$/g, '').toLowerCase();
