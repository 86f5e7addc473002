import type { TemplateVariable } from '@busbar/shared/domain/template';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderDocuments } from './render-documents.ts';

const variable = (name: string, type: TemplateVariable['type'] = 'text'): TemplateVariable => ({
  name,
  label: name,
  help: '',
  type,
  choices: ['one', 'true'],
  defaultValue: '',
  required: false,
});

function renderUserData(
  userData: string,
  values: Record<string, string>,
  declared: TemplateVariable[] = [],
): string {
  const { documents, problems } = renderDocuments({ metaData: '', userData }, values, declared);
  expect(problems).toEqual([]);
  return documents.userData;
}

const hostile = [
  'a: b',
  'x # y',
  "it's",
  '"quoted"',
  '- item',
  '[a, b]',
  '{a: b}',
  'yes',
  '0123',
  '12:30:45',
  '2024-01-01',
  'null',
  '~',
  '*alias',
  '&anchor',
  '!tag',
  '%percent',
  '@at',
  '`tick`',
  'two\nlines: here\n  - indented',
  '  leading',
  'trailing  ',
  'back\\slash',
  'tab\there',
  'nul\u0000 bell\u0007',
  'sep\u2028arator',
  '\u{1f600} \ud800',
  '---',
  '...',
  '$& $1 $$',
  '{{ OTHER }}',
  '',
];

describe('a value cannot change the document it is put into', () => {
  const places: [string, (text: string) => string][] = [
    ['plain', (value) => `key: ${value}\nnext: 1\n`],
    ['inside plain text', (value) => `key: before ${value} after\nnext: 1\n`],
    ['single-quoted', (value) => `key: 'before ${value} after'\nnext: 1\n`],
    ['double-quoted', (value) => `key: "before ${value} after"\nnext: 1\n`],
    ['flow list', (value) => `key: [1, ${value}]\nnext: 1\n`],
    ['literal block', (value) => `key: |\n  before ${value}\nnext: 1\n`],
    ['start of a literal block', (value) => `key: |\n  ${value}\n  after\nnext: 1\n`],
    ['folded block', (value) => `key: >\n  before ${value}\nnext: 1\n`],
    ['list item', (value) => `key:\n  - ${value}\n  - z\nnext: 1\n`],
  ];
  it.each(places)('%s', (_, place) => {
    for (const value of hostile) {
      const text = renderUserData(`#cloud-config\n${place('{{ V }}')}`, { V: value }, [variable('V')]);
      const wanted = parse(place('wordword'), { version: '1.1' }) as Record<string, unknown>;
      const expected = JSON.parse(
        JSON.stringify(wanted, (_key, part: unknown) =>
          typeof part === 'string' ? part.replace('wordword', () => value) : part,
        ),
      );
      expect(parse(text, { version: '1.1' }), JSON.stringify({ value, text })).toEqual(expected);
    }
  });

  it('as a key', () => {
    const text = renderUserData('#cloud-config\n{{ V }}: 1\n', { V: 'a: b\nc' });
    expect(parse(text)).toEqual({ 'a: b\nc': 1 });
  });

  it('in a comment', () => {
    const text = renderUserData('#cloud-config\n# made for {{ V }}\na: 1\n', { V: 'x\nb: 2' });
    expect(parse(text)).toEqual({ a: 1 });
  });
});

describe('types', () => {
  it('keeps numbers, booleans and choices as they are and text as text', () => {
    const declared = [
      variable('N', 'number'),
      variable('B', 'boolean'),
      variable('C', 'choice'),
      variable('T'),
    ];
    const text = renderUserData(
      '#cloud-config\nn: {{ N }}\nb: {{B}}\nc: {{ C }}\nt: {{ T }}\ncpus: {{ CPU_COUNT }}\n',
      { N: '5', B: 'true', C: 'true', T: '5', CPU_COUNT: '4' },
      declared,
    );
    expect(parse(text)).toEqual({ n: 5, b: true, c: true, t: '5', cpus: 4 });
  });

  it('writes keys as a list, wherever the placeholder stands', () => {
    const keys = 'ssh-ed25519 AAAA a@b\n\n# spare\nssh-rsa BBBB c: d #e\n';
    const declared = [variable('KEYS', 'ssh-keys')];
    const template =
      '#cloud-config\na: {{ KEYS }}\nb:\n  - {{ KEYS }}\nc: [{{ KEYS }}]\nd:\n- x\n- {{ KEYS }}\ne: |\n  {{ KEYS }}\n';
    const list = ['ssh-ed25519 AAAA a@b', 'ssh-rsa BBBB c: d #e'];
    expect(parse(renderUserData(template, { KEYS: keys }, declared))).toMatchObject({
      a: list,
      b: list,
      c: list,
      d: ['x', ...list],
    });
    expect(parse(renderUserData(template, { KEYS: '' }, declared))).toEqual({ d: ['x'], e: '\n' });
  });

  it('leaves an empty list where the entry cannot go', () => {
    const declared = [variable('KEYS', 'ssh-keys')];
    const render = (text: string) => parse(renderUserData(`#cloud-config\n${text}`, { KEYS: '' }, declared));
    expect(render('a: {{ KEYS }}\n')).toEqual({ a: [] });
    expect(render('a:\n  - {{ KEYS }}\n')).toEqual({ a: [] });
    expect(render('- a: {{ KEYS }}\n  b: 1\n')).toEqual([{ a: [], b: 1 }]);
    expect(render('{ a: {{ KEYS }}, b: [{{ KEYS }}] }\n')).toEqual({ a: [], b: [] });
  });
});

describe('text', () => {
  it('keeps the indentation of the placeholder for every line', () => {
    const text = renderUserData('#cloud-config\nx: |\n  begin\n    {{ V }}\n  end\n', { V: 'one\n\n  two' });
    expect(text).toBe('#cloud-config\nx: |\n  begin\n    one\n\n      two\n  end\n');
  });

  it('puts values into a script as they are', () => {
    expect(renderUserData('#!/bin/sh\necho {{V}}\n', { V: 'a: $b' })).toBe('#!/bin/sh\necho a: $b\n');
  });

  it('writes {{{{ as two braces', () => {
    expect(renderUserData("#!/bin/sh\ndocker ps --format '{{{{.ID}}'\n", {})).toContain("'{{.ID}}'");
  });

  it('leaves the expressions of a jinja document to cloud-init', () => {
    const text = renderUserData('## template: jinja\n#cloud-config\na: "{{ v1.region }} {{ V }}"\n', {
      V: 'x',
    });
    expect(text).toContain('"{{ v1.region }} x"');
  });

  it('renders every variable of a vmgenie template', () => {
    const names =
      'INSTANCE OPERATING_SYSTEM OS_VERSION BASE_VM VM_SWITCH HOSTNAME USERNAME TIMEZONE LAYOUT LOCALE PRIVKEY MERGE_AVHDX CPU_COUNT MEMORY_MB';
    const list = names.split(' ');
    const values = Object.fromEntries(list.map((name) => [name, `value of ${name}`]));
    const text = renderUserData(
      `#cloud-config\n${list.map((name) => `${name}: {{ ${name} }}`).join('\n')}\n`,
      values,
    );
    expect(parse(text)).toEqual(values);
  });
});

describe('problems', () => {
  const problemOf = (text: string, values = {}, declared: TemplateVariable[] = []) =>
    renderDocuments({ metaData: `# one\n${text}`, userData: '' }, values, declared).problems;

  it('names an unknown variable with document, line and a suggestion', () => {
    expect(problemOf('x: {{ HOSTNMAE }}')).toEqual([
      {
        code: 'unknown-variable',
        document: 'metaData',
        line: 2,
        column: 4,
        variable: 'HOSTNMAE',
        message:
          'meta-data, line 2: the variable HOSTNMAE is not declared by this template and not built in. Did you mean HOSTNAME?',
      },
    ]);
  });

  it.each([
    ['missing-value', 'x: {{ HOSTNAME }}', {}, []],
    ['missing-value', 'x: {{ V }}', { V: '' }, [{ ...variable('V'), required: true }]],
    ['invalid-value', 'x: {{ V }}', { V: 'five' }, [variable('V', 'number')]],
    ['invalid-value', 'x: {{ V }}', { V: 'yes' }, [variable('V', 'boolean')]],
    ['invalid-value', 'x: {{ V }}', { V: 'two' }, [variable('V', 'choice')]],
    ['bad-placeholder', 'x: {{ hostname }}', {}, []],
    ['bad-placeholder', 'x: {{ HOSTNAME', { HOSTNAME: 'x' }, []],
  ] as const)('%s for %s', (code, text, values, declared) => {
    expect(problemOf(text, values, [...declared]).map((problem) => problem.code)).toEqual([code]);
  });

  it('does not find values on the prototype', () => {
    const values = Object.create({ SNEAKY: 'x' }) as Record<string, string>;
    expect(problemOf('x: {{ SNEAKY }}', values)[0]?.code).toBe('unknown-variable');
  });
});
