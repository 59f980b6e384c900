/**
 * @file `npm run pretrain`: makes the shipped base models with this repository's own engine, from the micro-world's
 * documents to a model folder as Transformers reads it and its card. It may be interrupted at any time and continues from its
 * last checkpoint.
 */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  documentBatches,
  encodeExample,
  heldOutDocumentBatches,
  sequenceLengthFor,
} from '../src/data/index.ts';
import type { NamedTensors, TrainerState } from '../src/engine/engine.ts';
import { configJson, type ModelConfig } from '../src/model/config.ts';
import { initialWeights } from '../src/model/initialise.ts';
import { countParameters, llama } from '../src/model/llama.ts';
import { readSafetensors, writeSafetensors } from '../src/model/safetensors.ts';
import { tokenizerConfigJson } from '../src/model/tokenizer-config.ts';
import { scoreBatches, scoreExamples } from '../src/train/evaluate.ts';
import { rateFactor } from '../src/train/schedule.ts';
import { createWorld, laterDocuments, taskExamples } from '../src/world/index.ts';
import type { Language } from '../src/world/types.ts';
import { ENGINE_CHOICES, openEngine } from './lib/engine.ts';
import { loadTokenizer, modelFolder, modelName, ROOT, writeFile } from './lib/models.ts';

const HELP = `npm run pretrain -- [options]

Pretrains the base models of the lesson on the micro-world's documents.

  --language zh|en   only this one (default: both, one after the other)
  --engine NAME      webgpu, cpu or auto (default: a GPU where there is one, else the CPU)
  --fresh            forget the checkpoint and begin at step 1
  --try              a rehearsal: 20 steps, nothing is shipped
  --help             this text

Checkpoints lie in .cache/pretrain; interrupt with Ctrl-C and run the same command to go on.
Minutes on a GPU, some twenty per language on one free CPU thread: two languages can train side by side.`;

/** The recipe, the same for both languages; why these numbers: src/world/README.md. */
const RECIPE = {
  dModel: 96,
  ffnDim: 256,
  layers: 4,
  heads: 4,
  contextLength: 128,
  batchSize: 16,
  sequenceLength: 128,
  /** Steps on the usual documents, and then on `laterDocuments` at a lower rate. */
  steps: 6000,
  laterSteps: 1000,
  learningRate: 3e-3,
  laterRate: 1.5e-3,
  floor: 0.1,
  warmupSteps: 100,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.05,
  clipNorm: 1,
  seed: 7,
};
const CHECKPOINT_STEPS = 100;

const { values: options } = parseArgs({
  options: {
    language: { type: 'string' },
    engine: { type: 'string', default: 'auto' },
    fresh: { type: 'boolean' },
    try: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
if (options.language !== undefined && options.language !== 'zh' && options.language !== 'en') {
  console.error(`--language must be zh or en, not ${options.language}`);
  process.exit(2);
}

const choice = ENGINE_CHOICES.find((name) => name === options.engine);
if (!choice) {
  console.error(`--engine must be ${ENGINE_CHOICES.join(', ')}, not ${options.engine}`);
  process.exit(2);
}

const engine = await openEngine(choice);
console.log(`Adapter: ${engine.adapter}`);
let interrupted = false;
process.on('SIGINT', () => {
  if (interrupted) process.exit(130);
  interrupted = true;
  console.log('\nStopping after this step; the checkpoint is saved.');
});

const languages: Language[] = options.language ? [options.language] : ['zh', 'en'];
for (const language of languages) if (!interrupted) await pretrain(language);
// Dawn's polling threads would keep the process running.
process.exit(0);

interface Checkpoint {
  step: number;
  state: TrainerState;
}

function checkpointPath(language: Language): string {
  return join(ROOT, '.cache/pretrain', `${modelName(language)}.safetensors`);
}

/** One file holds everything: tensors prefixed by what they are, the step as a tensor of its own. */
function saveCheckpoint(language: Language, { step, state }: Checkpoint): void {
  const all = new Map<string, { shape: readonly number[]; data: Float32Array }>([
    ['step', { shape: [1], data: Float32Array.of(step) }],
  ]);
  for (const part of ['weights', 'first', 'second'] as const)
    for (const [name, tensor] of state[part]) all.set(`${part}/${name}`, tensor);
  const path = checkpointPath(language);
  writeFile(`${path}.part`, writeSafetensors(all, 'F32'));
  renameSync(`${path}.part`, path);
}

function loadCheckpoint(language: Language): Checkpoint | null {
  const path = checkpointPath(language);
  if (options.fresh) rmSync(path, { force: true });
  if (!existsSync(path)) return null;
  const all = readSafetensors(readFileSync(path));
  const part = (prefix: string): NamedTensors =>
    new Map(
      [...all]
        .filter(([name]) => name.startsWith(`${prefix}/`))
        .map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]),
    );
  return {
    step: all.get('step')!.data[0] as number,
    state: { weights: part('weights'), first: part('first'), second: part('second') },
  };
}

/** Two cosines, each with a warm-up of its own. */
function rateAt(step: number): number {
  const { learningRate, laterRate, steps, laterSteps, warmupSteps, floor } = RECIPE;
  const schedule = { name: 'cosine', warmupSteps, floor } as const;
  return step <= steps
    ? learningRate * rateFactor(schedule, step, steps)
    : laterRate * rateFactor(schedule, step - steps, laterSteps);
}

async function pretrain(language: Language): Promise<void> {
  const tokenizer = loadTokenizer(language);
  const world = createWorld(language);
  const config: ModelConfig = {
    vocabularySize: tokenizer.vocabularySize,
    dModel: RECIPE.dModel,
    ffnDim: RECIPE.ffnDim,
    layers: RECIPE.layers,
    heads: RECIPE.heads,
    headDim: RECIPE.dModel / RECIPE.heads,
    contextLength: RECIPE.contextLength,
    rmsNormEpsilon: 1e-6,
    ropeTheta: 10000,
    tieWordEmbeddings: true,
  };
  const steps = options.try ? 20 : RECIPE.steps + RECIPE.laterSteps;
  const { batchSize, sequenceLength } = RECIPE;
  console.log(
    `${modelName(language)}: ${countParameters(config).toLocaleString('en')} parameters, ${(steps * batchSize * sequenceLength).toLocaleString('en')} tokens`,
  );

  const model = llama(config);
  const trainer = await engine.createTrainer({
    model,
    batchSize,
    sequenceLength,
    frozen: null,
    trainable: initialWeights(config, RECIPE.seed),
  });
  const size = { batchSize, sequenceLength, seed: RECIPE.seed };
  const stream = documentBatches(world, tokenizer, size);
  const laterStream = documentBatches(world, tokenizer, { ...size, stream: laterDocuments });
  const checkpoint = options.try ? null : loadCheckpoint(language);
  if (checkpoint) {
    trainer.writeState(checkpoint.state);
    console.log(`Going on after step ${checkpoint.step}.`);
  }
  const first = (checkpoint?.step ?? 0) + 1;
  const began = performance.now();
  let smoothLoss = Number.NaN;
  for (let step = first; step <= steps; step++) {
    const learningRate = rateAt(step);
    const later = step > RECIPE.steps;
    trainer.step((later ? laterStream : stream).batchAt(step - 1), {
      ...RECIPE,
      momentum: 0,
      step,
      learningRate,
    });
    const [metrics] = await trainer.metrics();
    if (!metrics || !Number.isFinite(metrics.loss)) throw new Error(`step ${step}: the loss is not finite`);
    smoothLoss = Number.isNaN(smoothLoss) ? metrics.loss : 0.95 * smoothLoss + 0.05 * metrics.loss;
    const secondsPerStep = (performance.now() - began) / 1000 / (step - first + 1);
    if (step % 20 === 0 || step === steps) {
      console.log(
        `step ${step}/${steps}  loss ${smoothLoss.toFixed(3)}  ${secondsPerStep.toFixed(2)} s/step  ${Math.ceil(((steps - step) * secondsPerStep) / 60)} min left`,
      );
    }
    if (!options.try && (step % CHECKPOINT_STEPS === 0 || interrupted))
      saveCheckpoint(language, { step, state: await trainer.readState() });
    if (interrupted) return;
  }
  const weights = await trainer.weights.read();
  trainer.dispose();
  if (!options.try) await ship(language, config, weights, smoothLoss);
}

/** Writes the model folder and its card, with what the shipped float16 weights measure. */
async function ship(
  language: Language,
  config: ModelConfig,
  weights: NamedTensors,
  trainingLoss: number,
): Promise<void> {
  const tokenizer = loadTokenizer(language);
  const world = createWorld(language);
  const folder = modelFolder(language);
  const file = writeSafetensors(weights, 'F16');
  writeFile(join(folder, 'model.safetensors'), file);
  const tokens = { bos: tokenizer.bosId, eos: tokenizer.eosId, pad: tokenizer.padId };
  const write = (name: string, json: object) =>
    writeFile(join(folder, name), `${JSON.stringify(json, null, 2)}\n`);
  write('config.json', configJson(config, tokens));
  write('tokenizer_config.json', tokenizerConfigJson(config.contextLength));

  const shipped = engine.createWeights(readSafetensors(file));
  const model = llama(config);
  const documents = heldOutDocumentBatches(world, tokenizer, {
    batchSize: 16,
    sequenceLength: config.contextLength,
    batches: 4,
  });
  const documentScorer = await engine.createScorer({
    model,
    batchSize: 16,
    sequenceLength: config.contextLength,
    weights: [shipped],
  });
  const heldOutLoss = await scoreBatches(documentScorer, documents);
  documentScorer.dispose();
  const questions = taskExamples(world, 'qa')
    .filter(({ split }) => split === 'heldOut')
    .map((example) => encodeExample(tokenizer, example, { maskPrompt: true }));
  const questionScorer = await engine.createScorer({
    model,
    batchSize: 16,
    sequenceLength: sequenceLengthFor([questions], config.contextLength),
    weights: [shipped],
  });
  const { exactMatch } = await scoreExamples(questionScorer, questions);
  questionScorer.dispose();
  shipped.dispose();

  const steps = RECIPE.steps + RECIPE.laterSteps;
  const seen = steps * RECIPE.batchSize * RECIPE.sequenceLength;
  writeFile(
    join(folder, 'README.md'),
    `# ${modelName(language)}

The ${language === 'zh' ? 'Chinese' : 'English'} base model of the lesson: it continues text about a made-up small world and answers nothing.

| | |
|---|---|
| made by | \`npm run pretrain -- --language ${language}\` |
| corpus | documents of the micro-world (\`src/world\`), generated, seed ${RECIPE.seed}; the last ${RECIPE.laterSteps.toLocaleString('en')} steps with more lessons in copying and comparing |
| architecture | Llama: ${config.layers} layers, ${config.dModel} wide, ${config.heads} heads, ffn ${config.ffnDim}, context ${config.contextLength}, tied embeddings |
| parameters | ${countParameters(config).toLocaleString('en')} |
| vocabulary | ${config.vocabularySize} |
| tokens seen | ${seen.toLocaleString('en')} (${steps.toLocaleString('en')} steps of ${RECIPE.batchSize} × ${RECIPE.sequenceLength}) |
| optimizer | AdamW, peak ${RECIPE.learningRate}, then ${RECIPE.laterRate}, each with ${RECIPE.warmupSteps} steps of warm-up and a cosine to ${RECIPE.floor} of the peak, decay ${RECIPE.weightDecay}, clip ${RECIPE.clipNorm} |
| training loss | ${trainingLoss.toFixed(3)} nats per token |
| loss on held-out documents | ${heldOutLoss.toFixed(3)} nats per token |
| exact match on held-out questions | ${(100 * exactMatch).toFixed(1)} % |
| adapter | ${engine.adapter} |
| file | \`model.safetensors\`, float16, ${file.byteLength.toLocaleString('en')} bytes |
`,
  );
  console.log(
    `${modelName(language)}: held-out documents ${heldOutLoss.toFixed(3)}, held-out questions ${(100 * exactMatch).toFixed(1)} %`,
  );
}
