import { Command } from 'commander';
import { exitCodes } from './output.ts';
import { appVersion } from './resources.ts';
import { registerAnalyze } from './commands/analyze.ts';
import { registerApprove } from './commands/approve.ts';
import { registerConvert } from './commands/convert.ts';
import { registerDecide } from './commands/decide.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerEvaluate } from './commands/evaluate.ts';
import { registerExport } from './commands/export.ts';
import { registerGuidelines } from './commands/guidelines.ts';
import { registerHosts } from './commands/hosts.ts';
import { registerImport } from './commands/import.ts';
import { registerLabel } from './commands/label.ts';
import { registerModels } from './commands/models.ts';
import { registerNew } from './commands/new.ts';
import { registerQuestions } from './commands/questions.ts';
import { registerReport } from './commands/report.ts';
import { registerRules } from './commands/rules.ts';
import { registerRun } from './commands/run.ts';
import { registerSchema } from './commands/schema.ts';
import { registerServe } from './commands/serve.ts';
import { registerStatus } from './commands/status.ts';

const program = new Command('diziner')
  .description('Annotation guidelines refined from the disagreements of local language models.')
  .version(appVersion())
  .showHelpAfterError('(run with --help for what is possible)')
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse);
  });

registerDemo(program);
registerNew(program);
registerImport(program);
registerRun(program);
registerStatus(program);
registerApprove(program);
registerQuestions(program);
registerDecide(program);
registerGuidelines(program);
registerRules(program);
registerLabel(program);
registerReport(program);
registerExport(program);
registerAnalyze(program);
registerEvaluate(program);
registerConvert(program);
registerSchema(program);
registerModels(program);
registerDoctor(program);
registerHosts(program);
registerServe(program);

await program.parseAsync();
