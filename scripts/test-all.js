// The whole check: format, lint, types, build, unit, integration and end-to-end tests. The last line is the verdict:
// "N passed, N failed[, N skipped]". A step that breaks without a test result counts as one failure.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const reports = join(root, '.cache', 'test-reports');
const bin = (packagePath) => join(root, 'node_modules', ...packagePath.split('/'));
const tools = {
  prettier: bin('prettier/bin/prettier.cjs'),
  eslint: bin('eslint/bin/eslint.js'),
  tsc: bin('typescript/bin/tsc'),
  vite: bin('electron-vite/bin/electron-vite.js'),
  vitest: bin('vitest/vitest.mjs'),
  playwright: bin('@playwright/test/cli.js'),
};

const vitest = (project, ...more) => ({
  name: `${project} tests`,
  minutes: 20,
  report: `${project}.json`,
  read: readVitest,
  command: [
    tools.vitest,
    'run',
    '--project',
    project,
    // Vitest leaves a core free for somebody at the keyboard; of two cores that is half.
    `--maxWorkers=${availableParallelism()}`,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${join(reports, `${project}.json`)}`,
    ...more,
  ],
});

/** Each keeps one core busy, so two rows of them run side by side; what they print is shown when they have ended. */
const checks = [
  [{ name: 'lint', minutes: 5, command: [tools.eslint, '.'] }],
  [
    { name: 'format', minutes: 4, command: [tools.prettier, '--check', '--log-level', 'warn', '.'] },
    { name: 'types (node)', minutes: 4, command: [tools.tsc, '-p', 'tsconfig.node.json'] },
    { name: 'types (web)', minutes: 4, command: [tools.tsc, '-p', 'tsconfig.web.json'] },
    { name: 'build', minutes: 4, command: [tools.vite, 'build', '--logLevel', 'warn'] },
  ],
];

const tests = [
  // With the bar for branches of the method's folders (vitest.config.ts).
  vitest('unit', '--coverage', '--coverage.reporter=text-summary'),
  vitest('integration'),
  {
    name: 'end-to-end tests',
    minutes: 25,
    report: 'e2e.json',
    read: readPlaywright,
    command: [tools.playwright, 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'e2e.json') },
  },
];

/**
 * Runs a step with the Node that runs this file. `code` is null where it ran out of time; `output` is what it printed,
 * empty where it printed to this terminal itself.
 */
function run(step, printsItself) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, step.command, {
      cwd: root,
      stdio: printsItself ? 'inherit' : 'pipe',
      env: { ...process.env, ...step.env, CI: process.env.CI ?? '1', FORCE_COLOR: '0' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), step.minutes * 60_000);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

function readVitest(report) {
  const counts = {
    passed: report.numPassedTests,
    failed: 0,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  const failures = [];
  for (const file of report.testResults) {
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    failures.push(...failed.map((test) => `${file.name}: ${test.fullName}`));
    // A file that can't be loaded has no test results.
    if (file.status === 'failed' && failed.length === 0) failures.push(`${file.name}: ${file.message ?? ''}`);
  }
  return { ...counts, failed: failures.length, failures };
}

function readPlaywright(report) {
  const failures = report.errors.map((error) => error.message);
  const walk = (suite) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'flaky') {
          console.log(`flaky (passed at the second try): ${spec.file}: ${spec.title} [${test.projectName}]`);
        } else if (test.status !== 'expected' && test.status !== 'skipped') {
          failures.push(`${spec.file}: ${spec.title} [${test.projectName}]`);
        }
      }
    }
    (suite.suites ?? []).forEach(walk);
  };
  report.suites.forEach(walk);
  const passed = report.stats.expected + report.stats.flaky;
  return { passed, failed: failures.length, skipped: report.stats.skipped, failures };
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

async function perform(step, printsItself) {
  const started = Date.now();
  if (printsItself) console.log(`\n== ${step.name}`);
  const { code, output } = await run(step, printsItself);
  if (!printsItself) console.log(`\n== ${step.name}${output === '' ? '' : `\n${output.trimEnd()}`}`);
  let counted = { passed: 0, failed: 0, skipped: 0, failures: [] };
  if (step.report !== undefined) {
    try {
      counted = step.read(JSON.parse(readFileSync(join(reports, step.report), 'utf8')));
    } catch (error) {
      counted.failures.push(`${step.name}: no readable report (${error.message})`);
      counted.failed = 1;
    }
  }
  if (code !== 0 && counted.failed === 0) {
    counted.failures.push(
      code === null ? `${step.name}: took more than ${step.minutes} minutes` : `${step.name}: failed`,
    );
    counted.failed = 1;
  }
  total.passed += counted.passed;
  total.failed += counted.failed;
  total.skipped += counted.skipped;
  failures.push(...counted.failures);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`-- ${step.name}: ${counted.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s`);
}

await Promise.all(
  checks.map(async (row) => {
    for (const step of row) await perform(step, false);
  }),
);
for (const step of tests) await perform(step, true);

if (failures.length > 0) console.log(`\nFailed:\n${failures.map((line) => `  ${line}`).join('\n')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 ? 0 : 1;
