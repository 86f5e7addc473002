/** Entry when the agent runs from its sources. */
import { runCommandLine } from './command-line.ts';

runCommandLine({ executable: null });
