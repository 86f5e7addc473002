#!/usr/bin/env node
/**
 * `npm test`: every stage, one after the other (two cores), each with a time budget and what earlier ones left
 * of theirs. What cannot run on this machine is reported as skipped with its reason at the end. The last line is
 * `N passed, N failed, N skipped`. Zero dependencies: it also serves a machine on which the install has not run yet.
 */
import { readTestEnvironment } from './test/environment.mjs';
import { runStage } from './test/run-stage.mjs';
import { stages } from './test/stages.mjs';
import { summarize } from './test/summarize.mjs';

const environment = readTestEnvironment(process.env, process.argv.slice(2));
const results = [];
let unspentMs = 0;
for (const stage of stages) {
  if (environment.only.length > 0 && !environment.only.includes(stage.name)) continue;
  const result = await runStage(stage, environment, unspentMs);
  unspentMs += stage.budgetMs - result.seconds * 1000;
  results.push(result);
}
process.exitCode = summarize(results, {
  write: (text) => process.stdout.write(text),
  forbidSkips: environment.forbidSkips,
});
