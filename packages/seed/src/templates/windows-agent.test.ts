import { describe, expect, test } from 'vitest';
import { withAgent } from './agent-bootcmd.ts';

const metaData = 'instance-id: x\n';
const withWindows = (userData: string) =>
  withAgent({ metaData, userData, vendorData: 'kept' }, { dialect: 'cloudbase-init' });

/** As Python's email reader sees them: content type, file name, decoded text. */
function partsOf(message: string) {
  const [, ...parts] = message.split('--==BUSBAR-SEED-PART==\n');
  return parts.map((part) => {
    const at = part.indexOf('\n\n');
    const headers = part.slice(0, at);
    return {
      type: /^Content-Type: ([^;]+)/m.exec(headers)?.[1],
      fileName: /filename="([^"]+)"/.exec(headers)?.[1],
      text: Buffer.from(part.slice(at).split('\n--')[0]!, 'base64').toString(),
    };
  });
}

describe('the agent in the user-data of a Windows guest', () => {
  test.each([
    ['#cloud-config\n# grüße\nset_timezone: UTC\n', 'text/cloud-config', 'cloud-config.yaml'],
    ['#ps1_sysnative\r\necho "ü"\r\n', 'text/x-shellscript', 'user-data'],
    ['rem cmd\r\ndir\r\n', 'text/x-shellscript', 'user-data'],
  ])('stands before %j, which stays as it is', (userData, type, fileName) => {
    const documents = withWindows(userData);
    // The only words by which cloudbase-init knows such a message.
    expect(documents.userData.split('\n\n')[0]).toContain('Content-Type: multipart');
    const [agent, own, ...more] = partsOf(documents.userData);
    expect(agent).toMatchObject({ type: 'text/x-shellscript', fileName: 'busbar-agent.ps1' });
    expect(own).toEqual({ type, fileName, text: userData });
    expect(more).toEqual([]);
    expect(documents).toMatchObject({ metaData, vendorData: 'kept' });
  });

  test('stands alone where there is nothing else, and before a MIME message that is passed on whole', () => {
    expect(partsOf(withWindows('').userData)).toHaveLength(1);
    const own =
      'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/cloud-config\n\n{}\n--b--\n';
    expect(withWindows(own).userData).toContain(`\n${own}`);
  });

  test('is plain ASCII, and takes the label as it is', () => {
    const [agent] = partsOf(withWindows('').userData);
    expect(agent!.text).toMatch(/^[\n\x20-\x7e]+$/);
    expect(agent!.text).toContain("$label = 'BUSBAR-TOOLS'");
    expect(agent!.text).toContain("'win-x64\\install-guest.ps1'");
  });
});
