/** @file `npm run soak`: many rounds through the whole built lesson, and whether the page holds more after them than before. */
import { parseArgs } from 'node:util';
import { openBrowser } from '../tests/e2e/lib/deck.ts';
import { type Holding, leaksOf, soak } from '../tests/e2e/lib/soak.ts';
import { SOFTWARE_GPU_FLAGS } from './lib/browser.ts';
import { startProgress } from './lib/progress.ts';
import { servePage } from './lib/server.ts';

const HELP = `npm run soak [-- options]

Walks all slides of the built page (npm run build) round after round: both languages, presenting and reading, light and
dark; starts runs and leaves them, trains and deletes a run of the lab, starts the engine again every other round. After
each round it counts what the page holds, and compares the last tenth of the rounds with the first: heap, nodes, event
listeners, workers, bytes on the device; none may grow, and the console must stay silent. The exit code is 0 where that is so.

  --rounds N      rounds that are counted, after two to warm up (default 300, about half an hour)
  --engine NAME   webgpu or cpu (default: the page's own choice)
  --help          this text

Ctrl-C ends it after the round under way, and compares what there is.`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '300' },
    engine: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

/**
 * Code that the browser recompiles for speed counts as heap and grows for a hundred rounds: between rounds 44 and 64 it
 * grew by 1.2 MB while all objects, arrays and strings together shrank by 0.08. Without those compilers the heap is what
 * the page holds.
 */
const STEADY_CODE = '--js-flags=--no-sparkplug --no-maglev --no-turbofan --no-flush-bytecode';

const shown = ({ heap, nodes, listeners, workers, device }: Holding) =>
  `heap ${(heap / 1e6).toFixed(1)} MB, ${nodes} nodes, ${listeners} listeners, ${workers} workers, ${(device / 1e6).toFixed(1)} MB on the device`;

async function main(rounds: number): Promise<number> {
  const server = await servePage({ port: 0 });
  const browser = await openBrowser([...SOFTWARE_GPU_FLAGS, STEADY_CODE]);
  const progress = startProgress({ label: 'soak', total: rounds });
  let interrupted = false;
  process.on('SIGINT', () => {
    if (interrupted) process.exit(130);
    interrupted = true;
  });
  try {
    const soaked = await soak(
      { browser, url: server.url },
      {
        rounds,
        ...(values.engine && { engine: values.engine }),
        onRound: (round, holding) => {
          progress.update(round, shown(holding));
          return interrupted;
        },
      },
    );
    progress.finish();
    const { holdings } = soaked;
    if (holdings.length > 0)
      console.log(`first round: ${shown(holdings[0]!)}\nlast round:  ${shown(holdings.at(-1)!)}`);
    const leaks = leaksOf(soaked);
    console.log(leaks.length > 0 ? leaks.join('\n') : `Nothing grew in ${holdings.length} rounds.`);
    return leaks.length > 0 ? 1 : 0;
  } finally {
    await browser.close();
    await server.close();
  }
}

const rounds = Number(values.rounds);
if (values.help) console.log(HELP);
else if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds must be a whole number from 1 on, not ${values.rounds}.`);
  process.exitCode = 2;
} else process.exitCode = await main(rounds);
