import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { formatOf } from '../document-format.ts';
import { withAgent } from './agent-bootcmd.ts';
import { agentScript } from './agent-script.ts';

const documents = { metaData: 'instance-id: x\n', userData: '#cloud-config\nbootcmd: [echo mine]\n' };

describe('withAgent', () => {
  it('leaves the documents of the user as they are', () => {
    expect(withAgent(documents)).toMatchObject(documents);
  });

  it('adds a boothook that looks for the labelled disc', () => {
    const { vendorData } = withAgent(documents, { toolsLabel: 'OTHER-TOOLS' });
    expect(formatOf(vendorData ?? '').kind).toBe('boothook');
    expect(vendorData).toContain("label='OTHER-TOOLS'");
  });

  it('keeps vendor-data that is there already, byte for byte', () => {
    const existing = '#cloud-config\n# grüße\npackages: [jq]\n';
    const { vendorData = '' } = withAgent({ ...documents, vendorData: existing });
    expect(formatOf(vendorData).kind).toBe('mime');
    const parts = vendorData.split('--==BUSBAR-SEED-PART==\n').slice(1);
    const bodies = parts.map((part) =>
      Buffer.from(part.split('\n\n')[1]!.split('\n--')[0]!, 'base64').toString(),
    );
    expect(bodies).toEqual([existing, `#cloud-boothook\n${agentScript('BUSBAR-TOOLS')}`]);
    expect(parts.map((part) => part.split(';', 1)[0])).toEqual([
      'Content-Type: text/cloud-config',
      'Content-Type: text/cloud-boothook',
    ]);
  });

  it('refuses a label that could leave its quotes', () => {
    expect(() => withAgent(documents, { toolsLabel: "x'; rm -rf /" })).toThrow(/no volume label/);
  });

  it('is a script that a POSIX shell parses', () => {
    const { status, stderr } = spawnSync('sh', ['-n'], {
      input: agentScript('BUSBAR-TOOLS'),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
