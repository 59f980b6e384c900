/** @file The stages of `npm test` and what each of them counts. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBrowser, NoBrowserError } from './browser.ts';
import { build, needsBuild } from './build.ts';
import { ensureBrowsers, missingBrowsers, notInstalled, OTHER_BROWSERS } from './other-browsers.ts';
import { audit, licencesOfBuild } from './packages.ts';
import { formatDuration } from './progress.ts';
import { checkStyle, checkTypes, type Ran, ROOT, runNode, toolPath } from './tools.ts';

export const STAGES = [
  'types',
  'lint',
  'unit',
  'component',
  'gpu',
  'build',
  'packages',
  'e2e',
  'browsers',
] as const;
export type Stage = (typeof STAGES)[number];

export interface StageResult {
  stage: Stage;
  passed: number;
  failed: number;
  seconds: number;
  /** A remark for the user, in one sentence. */
  note?: string;
}

/** The fields that we read of Vitest's JSON report. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests?: number;
  testResults?: { status: string; assertionResults: unknown[] }[];
}

/** A stage that hangs is ended, so that a test run always ends. */
const STAGE_TIMEOUT = 20 * 60;

/** Counts of a Vitest run; a file that could not be read, or an error outside of tests, is one failure. */
export function countReport(
  report: Report | null,
  exitCode: number,
): { passed: number; failed: number; note?: string } {
  if (!report) return { passed: 0, failed: 1, note: 'the run ended without a report' };
  const brokenFiles = (report.testResults ?? []).filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const counted = report.numFailedTests + brokenFiles;
  const skipped = report.numPendingTests ?? 0;
  return {
    passed: report.numPassedTests,
    failed: counted === 0 && exitCode !== 0 ? 1 : counted,
    ...(counted === 0 && exitCode !== 0 ? { note: 'an error outside of the tests' } : {}),
    ...(skipped > 0 ? { note: `${skipped} skipped` } : {}),
  };
}

async function vitest(stage: Stage, env: NodeJS.ProcessEnv = {}): Promise<StageResult> {
  const output = join(ROOT, '.cache/test', `${stage}.json`);
  mkdirSync(dirname(output), { recursive: true });
  rmSync(output, { force: true });
  const args = ['run', '--project', stage, '--reporter=default', '--reporter=json'];
  const { code, seconds } = await runNode(
    toolPath('vitest', 'vitest'),
    [...args, `--outputFile.json=${output}`],
    {
      timeout: STAGE_TIMEOUT,
      env,
    },
  );
  const report = existsSync(output) ? (JSON.parse(readFileSync(output, 'utf8')) as Report) : null;
  return { stage, seconds, ...countReport(report, code) };
}

async function command(stage: Stage, ran: Promise<Ran>): Promise<StageResult> {
  const { code, seconds } = await ran;
  return { stage, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, seconds };
}

async function inBrowser(stage: Stage): Promise<StageResult> {
  try {
    return await vitest(stage, { CHROME_PATH: ensureBrowser() });
  } catch (error) {
    if (!(error instanceof NoBrowserError)) throw error;
    return { stage, passed: 0, failed: 1, seconds: 0, note: error.message };
  }
}

async function built(stage: Stage): Promise<StageResult> {
  if (!needsBuild()) return { stage, passed: 1, failed: 0, seconds: 0, note: 'dist is up to date' };
  return command(stage, build());
}

/** Third-party packages: free licences, and no known vulnerability of level high or above. */
async function packages(stage: Stage): Promise<StageResult> {
  const begin = performance.now();
  const faults = licencesOfBuild();
  const audited = await audit();
  for (const fault of [...faults, ...audited.faults]) console.log(fault);
  const failed = faults.length + audited.faults.length;
  const checks = audited.unasked === null ? 2 : 1;
  return {
    stage,
    passed: failed > 0 ? 0 : checks,
    failed,
    seconds: (performance.now() - begin) / 1000,
    ...(audited.unasked !== null && { note: audited.unasked }),
  };
}

/** What is not installed counts as nothing, unless the stage was asked for by name, which installs it first. */
async function otherBrowsers(stage: Stage, named: boolean): Promise<StageResult> {
  const missing = named ? ensureBrowsers() : missingBrowsers();
  const note = missing.length > 0 ? { note: notInstalled(missing, named) } : {};
  const none = missing.length === OTHER_BROWSERS.length;
  const result = none ? { stage, passed: 0, failed: 0, seconds: 0 } : await vitest(stage);
  return { ...result, failed: result.failed + (named ? missing.length : 0), ...note };
}

/** @param named requested by name, not as part of the whole. */
export function runStage(stage: Stage, named: boolean): Promise<StageResult> {
  switch (stage) {
    case 'types':
      return command(stage, checkTypes());
    case 'lint':
      return command(stage, checkStyle());
    case 'unit':
    case 'component':
      return vitest(stage);
    case 'gpu':
      return inBrowser(stage);
    case 'build':
      return built(stage);
    case 'packages':
      return packages(stage);
    case 'e2e':
      return inBrowser(stage);
    case 'browsers':
      return otherBrowsers(stage, named);
  }
}

/** The table at the end; its last line is `N passed, N failed`. */
export function summary(results: readonly StageResult[]): string {
  const lines = results.map(({ stage, passed, failed, seconds, note }) => {
    const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed`;
    return `  ${stage.padEnd(10)}${counts}  ${formatDuration(seconds).padStart(11)}${note ? `  (${note})` : ''}`;
  });
  const sum = (pick: (result: StageResult) => number) =>
    results.reduce((total, result) => total + pick(result), 0);
  const seconds = sum((result) => result.seconds);
  return [
    '',
    ...lines,
    `  ${'all'.padEnd(33)}${formatDuration(seconds).padStart(14)}`,
    '',
    `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`,
  ].join('\n');
}
