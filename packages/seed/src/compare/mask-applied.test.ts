import { describe, expect, it } from 'vitest';
import { maskApplied, notShown } from './mask-applied.ts';

const mask = '••••••••';
const metaData = 'instance-id: web\n';
const masked = (userData: string, applied: string): string | undefined =>
  maskApplied({ metaData, userData }, { userData: applied }).userData;

describe('what a guest applied, masked like what was intended', () => {
  it.each([
    ['a value', `password: ${mask}\n`, 'password: hunter22\n', `password: ${mask}\n`],
    ['a quoted value', `password: "${mask}"\n`, 'password: "hun ter"\n', `password: "${mask}"\n`],
    ['two in one line', `login ${mask}:${mask} now`, 'login root:hunter22 now', `login ${mask}:${mask} now`],
    ['a document without secrets', 'a: 1\n', 'a: 2\n', 'a: 2\n'],
  ])('%s', (_what, intended, applied, expected) => {
    expect(masked(intended, applied)).toBe(expected);
  });

  it('shows a changed line beside a secret, but not the secret in it', () => {
    const intended = `a: 1\nb: 2\npassword: ${mask}\n`;
    expect(masked(intended, 'a: 9\nb: 2\npassword: hunter22\n')).toBe(`a: 9\nb: 2\npassword: ${mask}\n`);
    expect(masked(intended, 'a: hunter22\nb: 2\npassword: hunter22\n')).toBe(
      `a: ${mask}\nb: 2\npassword: ${mask}\n`,
    );
  });

  it('hides it in other documents too', () => {
    const applied = { userData: 'password: "hunter22"\n', vendorData: 'echo hunter22\n' };
    expect(maskApplied({ metaData, userData: `password: ${mask}\n` }, applied)).toEqual({
      userData: `password: ${mask}\n`,
      vendorData: `echo ${mask}\n`,
    });
  });

  it('does not show the further lines of a secret of several lines', () => {
    const intended = `content: ${mask}\nowner: root\n`;
    expect(masked(intended, 'content: |\n  line one\n  line two\nowner: root\n')).toBe(
      `content: ${mask}\n${notShown}\n${notShown}\nowner: root\n`,
    );
  });

  it('shows a line that was added below a secret, but not what may belong to it', () => {
    const intended = `#cloud-config\npassword: ${mask}\n`;
    const applied = '#cloud-config\npassword: hunter22\nruncmd: []\n';
    expect(masked(intended, applied)).toBe(`#cloud-config\npassword: ${mask}\nruncmd: []\n`);
    expect(masked(intended, '#cloud-config\npassword: >\n  hunter22\n')).toBe(
      `#cloud-config\npassword: ${mask}\n${notShown}\n`,
    );
    expect(masked(`#!/bin/sh\nP=${mask}\n`, "#!/bin/sh\nP='one\ntwo'\n")).toBe(
      `#!/bin/sh\nP=${mask}\n${notShown}\n`,
    );
  });

  it('shows nothing of its own where a secret cannot be placed', () => {
    const intended = `a: 1\npassword: ${mask}\n`;
    expect(masked(intended, 'a: 1\npasswd: hunter22\nb: 2\n')).toBe(`a: 1\n${notShown}\n${notShown}\n`);
  });

  it('is quick with lines that a hostile guest has made', () => {
    const intended = `${Array.from({ length: 40 }, () => `a${mask}`).join('')}b\n`;
    expect(masked(intended, `${'a'.repeat(200_000)}\n`)?.startsWith(notShown)).toBe(true);
  });
});
