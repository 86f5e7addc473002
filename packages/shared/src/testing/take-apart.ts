/** As Microsoft describes what the C runtime does ("Parsing C command-line arguments"), for all but the program's name. */
export function takeApart(line: string): string[] {
  const found: string[] = [];
  let current = '';
  let [isQuoted, hasBegun] = [false, false];
  for (let at = 0; at <= line.length; ) {
    const backslashes = /^\\*/.exec(line.slice(at))![0].length;
    const next = line[at + backslashes];
    if (next === '"') {
      current += '\\'.repeat(Math.floor(backslashes / 2));
      if (backslashes % 2 === 1) current += '"';
      else isQuoted = !isQuoted;
      hasBegun = true;
    } else {
      current += '\\'.repeat(backslashes);
      if (backslashes > 0) hasBegun = true;
      if (next === undefined || (/[ \t\n\v]/.test(next) && !isQuoted)) {
        if (hasBegun) found.push(current);
        [current, hasBegun] = ['', false];
      } else {
        current += next;
        hasBegun = true;
      }
    }
    at += backslashes + 1;
  }
  return found;
}
