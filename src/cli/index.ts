import { Command } from 'commander';
import { exitCodes } from './output.ts';
import { registerAnalyze } from './commands/analyze.ts';
import { registerDemo } from './commands/demo.ts';
import { registerServe } from './commands/serve.ts';

const program = new Command('diziner')
  .description('Annotation guidelines refined from the disagreements of local language models.')
  .showHelpAfterError('(run with --help for what is possible)')
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse);
  });

registerDemo(program);
registerAnalyze(program);
registerServe(program);

await program.parseAsync();
