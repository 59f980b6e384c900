/** @file `npm test`: everything that can be checked, from types to the page in a browser. */
import { parseArgs } from 'node:util';
import { runStage, STAGES, type Stage, type StageResult, summary } from './lib/stages.ts';

const HELP = `npm test [-- STAGE...]

Runs all stages, or those named:
  types       TypeScript
  lint        Biome: format and rules
  unit        tests in Node
  component   tests of components, in jsdom
  gpu         tests on a software GPU, in headless Chromium
  build       the page, if its sources are younger than dist
  packages    licences of what the built page carries of others, and npm audit of level high
  e2e         the built page, driven in headless Chromium
  browsers    the built page in Firefox with WebGPU, Firefox without, and WebKitGTK, where they are installed; asked
              for by name it installs them first, as root on Debian

The browser is CHROME_PATH, or an installed Chrome, Chromium or Edge, or Playwright's own; where there is none,
one is installed. The last line is "N passed, N failed"; the exit code is 0 where nothing failed.

  --help      this text`;

function isStage(name: string): name is Stage {
  return (STAGES as readonly string[]).includes(name);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const unknown = positionals.filter((name) => !isStage(name));
  if (unknown.length > 0) {
    console.error(`There is no stage ${unknown.join(', ')}; there are ${STAGES.join(', ')}.`);
    return 2;
  }
  const chosen = STAGES.filter((stage) => positionals.length === 0 || positionals.includes(stage));
  const results: StageResult[] = [];
  for (const stage of chosen) {
    console.log(`\n— ${stage}`);
    results.push(await runStage(stage, positionals.length > 0));
  }
  console.log(summary(results));
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

process.exitCode = await main();
