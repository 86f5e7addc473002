import { type Examination, examine } from '../doctor/examine.ts';
import { describeFinding, type Finding } from '../doctor/finding.ts';

/** Prints each finding as it is made, or all as JSON. The exit code is 0 when nothing is missing. */
export async function runDoctor(examination: Examination, isJson: boolean): Promise<number> {
  const findings: Finding[] = [];
  for await (const finding of examine(examination)) {
    findings.push(finding);
    if (!isJson) console.log(describeFinding(finding));
  }
  if (isJson) console.log(JSON.stringify(findings, null, 2));
  return findings.some(({ state }) => state === 'missing') ? 1 : 0;
}
