import { TemplateVariable } from '@busbar/shared/domain/template';
import { expect, it } from 'vitest';
import { parseVmTable, rowLimit, type TableContext } from './parse-vm-table.ts';

const hostId = '01890000-0000-7000-8000-000000000001';
const drainingId = '01890000-0000-7000-8000-000000000002';
const context: TableContext = {
  base: {
    hostId: null,
    driver: 'sandbox',
    image: 'sandbox-default',
    templateId: '01890000-0000-7000-8000-000000000003',
    cpuCount: 1,
    memoryMb: 512,
    diskGb: 8,
    network: 'none',
    variables: { USERNAME: 'operator', GREETING: '' },
    tags: ['shop'],
  },
  variables: [
    TemplateVariable.parse({ name: 'USERNAME', label: 'User name', type: 'text' }),
    TemplateVariable.parse({ name: 'GREETING', label: 'Greeting', type: 'text' }),
    TemplateVariable.parse({ name: 'PORT', label: 'Port', type: 'number', required: false }),
  ],
  hosts: [
    { id: hostId, name: 'rack-1', refusal: null },
    { id: drainingId, name: 'rack-2', refusal: 'rack-2 is draining: it takes no new VMs.' },
  ],
};
const parse = (...lines: string[]) => parseVmTable(lines.join('\n'), context);
const faultsOf = (...lines: string[]) => parse(...lines).rows.map(({ faults }) => faults);

it('makes of each row what the API takes, with the form for what the row leaves open', () => {
  const table = parse(
    'Name\tCPUs\tMemory (MiB)\tdisk\thost\ttags\tgreeting\tPORT',
    'web-1\t2\t1024\t20\tRACK-1\ta, b\thello\t80',
    'web-2\t\t2 GiB\t1 TiB\t\t\thi\t',
  );
  expect(table.problems).toEqual([]);
  expect(table.rows.map(({ line, input }) => ({ line, input }))).toEqual([
    {
      line: 2,
      input: {
        ...context.base,
        name: 'web-1',
        cpuCount: 2,
        memoryMb: 1024,
        diskGb: 20,
        hostId,
        tags: ['a', 'b'],
        variables: { USERNAME: 'operator', GREETING: 'hello', PORT: '80' },
      },
    },
    {
      line: 3,
      input: {
        ...context.base,
        name: 'web-2',
        memoryMb: 2048,
        diskGb: 1024,
        variables: { USERNAME: 'operator', GREETING: 'hi' },
      },
    },
  ]);
});

it('names an unknown column and what was probably meant', () => {
  const { problems } = parse('name,GREETNG,memroy,colour,', 'web-1,hi,512,red,lost');
  expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '1: There is no column "GREETNG". Did you mean GREETING?',
    '1: There is no column "memroy". Did you mean memory?',
    '1: There is no column "colour".',
    '1: This column has cells but no title.',
  ]);
});

it('wants a column for names, and each column once', () => {
  expect(parse('web-1,2', 'web-2,2').problems[0]?.message).toMatch(/^No column is called name/);
  expect(
    parse('name,cpu,CPUs,GREETING,GREETING', 'a,1,1,x,y').problems.map(({ message }) => message),
  ).toEqual(['The column "CPUs" means the same as "cpu".', 'The column "GREETING" stands here twice.']);
});

it('says at the cell which number, size or host is wrong', () => {
  expect(
    faultsOf(
      'name,cpu,memory,host,GREETING,PORT',
      'web-1,two,lots,rack-3,hi,eighty',
      'web-2,65,32,rack-2,hi,80',
      'web-3,1.5,0.5 GiB,rack-1,hi,80',
    ),
  ).toEqual([
    [
      { column: 1, message: '"two" is not a whole number.' },
      { column: 2, message: '"lots" is not a size. Write MiB as a whole number, or for example "2 GiB".' },
      { column: 3, message: 'There is no host "rack-3". Did you mean rack-1?' },
      { column: 5, message: 'The variable PORT must be a number, not "eighty".' },
    ],
    [
      { column: 3, message: 'rack-2 is draining: it takes no new VMs.' },
      { column: 1, message: 'A VM has at most 64 CPUs.' },
      { column: 2, message: 'A VM has at least 64 MiB of memory.' },
    ],
    [{ column: 1, message: '"1.5" is not a whole number.' }],
  ]);
});

it('finds a name that is missing, not allowed, or there already', () => {
  expect(faultsOf('cpu,name,GREETING', '1,web-1,hi', '1,Web 2,hi', '1,,hi', '1,web-1,hi', '1,,hi')).toEqual([
    [],
    [{ column: 1, message: expect.stringMatching(/^Use lower-case letters/) }],
    expect.arrayContaining([{ column: 1, message: 'A VM needs a name.' }]),
    [{ column: 1, message: 'web-1 is in line 2 already.' }],
    expect.arrayContaining([{ column: 1, message: 'A VM needs a name.' }]),
  ]);
});

it('finds a variable without a value, in its column or without one', () => {
  expect(faultsOf('name,GREETING', 'web-1,')).toEqual([
    [{ column: 1, message: 'The variable GREETING has no value.' }],
  ]);
  expect(faultsOf('name', 'web-1')).toEqual([
    [
      {
        column: null,
        message: 'The variable GREETING has no value. Add a column for it, or fill it in below.',
      },
    ],
  ]);
});

it('fills the variable HOST beside the column host', () => {
  const variables = [TemplateVariable.parse({ name: 'HOST', label: 'Host', type: 'text' })];
  const { rows } = parseVmTable('name,HOST,host\nweb-1,db.example,rack-1', { ...context, variables });
  expect(rows[0]?.input).toMatchObject({ hostId, variables: { HOST: 'db.example' } });
});

it('finds a cell beyond the last column, and ignores columns that are empty all through', () => {
  expect(faultsOf('name,GREETING,,', 'web-1,hi,,', 'web-2,hi')).toEqual([[], []]);
  expect(faultsOf('name,GREETING', 'web-1,hi,stray')).toEqual([
    [{ column: null, message: 'This line has 3 cells, the first line has 2.' }],
  ]);
});

it('has nothing to say of an empty text', () => {
  expect(parse('')).toEqual({ columns: [], rows: [], problems: [] });
});

it('takes as many rows as it says, and of more none', () => {
  const body = (count: number) => Array.from({ length: count }, (_, at) => `web-${at},hi`);
  expect(parse('name,GREETING', ...body(rowLimit)).rows.filter(({ input }) => input !== null)).toHaveLength(
    rowLimit,
  );
  expect(parse('name,GREETING', ...body(rowLimit + 1))).toMatchObject({
    rows: [],
    problems: [{ message: 'The table has 501 rows; at most 500 are provisioned at once.' }],
  });
});
