/** @file `npm run bench`: our engine against tfjs and jax-js in one page, with the budgets beside. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { CONTENDERS } from '../src/recipes/contenders.ts';
import type { MethodVariant } from '../src/recipes/variants.ts';
import { classTable, measureClass } from '../tests/bench/class.ts';
import type { Times } from '../tests/bench/contender.ts';
import { type CostsSpeed, costsTable, measureCosts } from '../tests/bench/costs.ts';
import { type MethodRow, methodsTable } from '../tests/bench/methods-table.ts';
import { freedomTable, measureFreedom } from '../tests/bench/page-free.ts';
import { measureSweep, sweepTable } from '../tests/bench/sweep.ts';
import { benchTable, least, type MethodName, type Results, type Side } from '../tests/bench/table.ts';
import { ensureBrowser, launchBrowser, REAL_GPU_FLAGS, SOFTWARE_GPU_FLAGS } from './lib/browser.ts';
import { startProgress } from './lib/progress.ts';
import { ROOT } from './lib/tools.ts';

const HELP = `npm run bench [-- options]

Trains the reference model (4 layers, dModel 128, ffn 344, 4 heads, vocabulary 1024, batch 8 x 64, float32) with our
engine, with tfjs on WebGPU (plain ops, tf.train.adam) and with jax-js on WebGPU (the whole step under jit), in one
page of Chromium. Prints dispatches, submits, bytes and times per step, ratios and budgets. The sides take turns, so
that a busy machine is busy for all of them; times are the least of all rounds, since other work only adds. Each
method has a page of its own.

  --gpu           the machine's own GPU (default: a software adapter, the same everywhere)
  --rounds N      timed steps of each side, after three to warm up (default 5)
  --sides A,B     only these: ours, jax-js, tfjs
  --methods       instead: every method of the race on our engine alone, against full fine-tuning
  --profile       instead: where the time of one of our steps goes, dispatch by dispatch
  --costs         instead: calculations a second of the cost calculator, in Node and in the page
  --page          instead: long tasks of the built page while two runs train, and how soon it answers Train
  --sweep         instead: the sweep of rank and learning rate to its end in the built page, and the memory after it
  --class         instead: a hundred students who load the built page for the first time, all at once
  --headed        show the browser
  --json FILE     also write the numbers there
  --help          this text

The table of --methods is printed behind the others too. On a software adapter tfjs takes most of the time: about ten minutes in all.`;

const SIDES: readonly Side[] = ['ours', 'jax-js', 'tfjs'];
const METHODS: readonly MethodName[] = ['full', 'lora'];

interface Entry {
  side: Side;
  method: MethodName;
}

/** A server of its own, so that the benchmark needs no build and no other server's plugins. */
async function serve(): Promise<ViteDevServer> {
  const server = await createServer({
    configFile: false,
    root: ROOT,
    cacheDir: 'node_modules/.vite/bench',
    logLevel: 'warn',
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
    optimizeDeps: {
      entries: ['tests/bench/index.html'],
      include: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-webgpu', '@jax-js/jax'],
    },
  });
  await server.listen();
  return server;
}

/** The sides of one method in a fresh page: memory that a library caches must not be counted for another. */
async function measure(
  page: Page,
  entries: readonly Entry[],
  rounds: number,
  report: (note: string) => void,
): Promise<Results> {
  const results: Results = {};
  const times = new Map<Entry, Times[]>();
  for (const entry of entries) {
    const { side, method } = entry;
    report(`${side} ${method} warms up`);
    const counts = await page.evaluate(({ side, method }) => bench.prepare(side, method), entry);
    results[method] = { ...results[method], [side]: { ...counts, encode: Number.NaN, wall: Number.NaN } };
    times.set(entry, []);
  }
  for (let round = 0; round < rounds; round++) {
    for (const entry of entries) {
      report(`${entry.side} ${entry.method}`);
      times.get(entry)?.push(await page.evaluate(({ side, method }) => bench.time(side, method), entry));
    }
  }
  for (const [{ side, method }, list] of times) {
    const figures = results[method]?.[side];
    if (!figures) continue;
    figures.encode = least(list.map(({ encode }) => encode));
    figures.wall = least(list.map(({ wall }) => wall));
  }
  return results;
}

/** Methods differ less than the sides do, so they need more rounds. */
const METHOD_ROUNDS = 3;

/** Every contender in one page, taking turns. */
async function measureMethods(page: Page, rounds: number): Promise<MethodRow[]> {
  const progress = startProgress({ label: 'methods', total: CONTENDERS.length * (1 + rounds) });
  let done = 0;
  const rows: MethodRow[] = [];
  for (const { id } of CONTENDERS) {
    progress.update(done++, `${id} warms up`);
    const figures = await page.evaluate((name) => bench.prepareMethod(name), id);
    rows.push({ ...figures, id, wall: Number.POSITIVE_INFINITY });
  }
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) {
      progress.update(done++, row.id);
      const { wall } = await page.evaluate((name) => bench.timeMethod(name as MethodVariant), row.id);
      row.wall = Math.min(row.wall, wall);
    }
  }
  progress.finish();
  return rows;
}

async function openPage(page: Page, server: ViteDevServer): Promise<void> {
  await page.goto(`${server.resolvedUrls?.local[0]}tests/bench/index.html`);
  await page.waitForSelector('[data-ready]', { state: 'attached' });
}

async function printProfile(page: Page): Promise<void> {
  for (const method of METHODS) {
    const lines = await page.evaluate((name) => bench.profile(name), method);
    const total = lines.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    console.log(`\n${method}: ${total.toFixed(1)} ms`);
    for (const { what, dispatches, milliseconds } of lines) {
      const share = `${((100 * milliseconds) / total).toFixed(1)} %`;
      console.log(
        `${milliseconds.toFixed(2).padStart(10)} ms ${share.padStart(7)} ${String(dispatches).padStart(4)} x  ${what}`,
      );
    }
  }
}

/** The same calculations in Node and in a page that holds nothing else. */
async function printCosts(page: Page, server: ViteDevServer): Promise<void> {
  console.log(costsTable(`Node ${process.version}`, measureCosts()));
  await page.goto(`${server.resolvedUrls?.local[0]}tests/bench/index.html?costs`);
  const speed = await page.evaluate<CostsSpeed>(
    `import('/tests/bench/costs.ts').then((costs) => costs.measureCosts())`,
  );
  console.log(costsTable('In the page', speed));
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      gpu: { type: 'boolean' },
      rounds: { type: 'string', default: '5' },
      sides: { type: 'string', default: SIDES.join(',') },
      methods: { type: 'boolean' },
      profile: { type: 'boolean' },
      costs: { type: 'boolean' },
      page: { type: 'boolean' },
      sweep: { type: 'boolean' },
      class: { type: 'boolean' },
      headed: { type: 'boolean' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const rounds = Number(values.rounds);
  const sides = values.sides.split(',');
  const unknown = sides.filter((side) => !(SIDES as readonly string[]).includes(side));
  if (!Number.isInteger(rounds) || rounds < 1) {
    console.error(`--rounds must be a whole number of at least 1, not ${values.rounds}.`);
    return 2;
  }
  if (unknown.length > 0) {
    console.error(`There is no side ${unknown.join(', ')}; there are ${SIDES.join(', ')}.`);
    return 2;
  }
  ensureBrowser();
  const server = await serve();
  const flags = values.gpu ? REAL_GPU_FLAGS : SOFTWARE_GPU_FLAGS;
  const browser = await launchBrowser(flags, { headless: !values.headed });
  try {
    if (values.page) {
      console.log(freedomTable(await measureFreedom(browser)));
      return 0;
    }
    if (values.class) {
      const figures = await measureClass(browser);
      console.log(classTable(figures));
      return figures.errors.length > 0 ? 1 : 0;
    }
    if (values.sweep) {
      console.log(sweepTable(await measureSweep(browser)));
      return 0;
    }
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    if (values.costs) {
      await printCosts(page, server);
      return 0;
    }
    await openPage(page, server);
    const adapter = await page.evaluate(() => bench.adapter());
    console.log(`${adapter.name}${adapter.software ? ' (software)' : ''}, Chromium ${browser.version()}`);
    if (values.profile) {
      await printProfile(page);
      return 0;
    }
    if (values.methods) {
      console.log(methodsTable(await measureMethods(page, METHOD_ROUNDS * rounds)));
      return 0;
    }
    const chosen = SIDES.filter((side) => sides.includes(side));
    const total = METHODS.length * chosen.length * (1 + rounds);
    const progress = startProgress({ label: 'benchmark', total });
    let done = 0;
    const results: Results = {};
    for (const method of METHODS) {
      await openPage(page, server);
      const entries = chosen.map((side) => ({ side, method }));
      Object.assign(results, await measure(page, entries, rounds, (note) => progress.update(done++, note)));
    }
    progress.finish();
    console.log(`\n${benchTable(results, adapter.software)}`);
    await openPage(page, server);
    const methods = await measureMethods(page, METHOD_ROUNDS * rounds);
    console.log(`\n${methodsTable(methods)}`);
    if (values.json)
      writeFileSync(values.json, `${JSON.stringify({ adapter, rounds, results, methods }, null, 2)}\n`);
    return 0;
  } finally {
    await browser.close();
    await server.close();
  }
}

process.exitCode = await main();
