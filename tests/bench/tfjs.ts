/** @file tfjs on its WebGPU backend, as one would write it: plain ops and `tf.train.adam`, on a device of its own. */
import * as tf from '@tensorflow/tfjs';
import { sumOfWeights, traceLoss } from '../../src/engine/lossGraph.ts';
import { openTfjs } from '../../src/engine/tfjs/index.ts';
import { batchTensors } from '../../src/engine/tfjs/inputs.ts';
import { Replay } from '../../src/engine/tfjs/replay.ts';
import type { Contender } from './contender.ts';
import { batch, LEARNING_RATE, type MethodName, size, subjectOf } from './subject.ts';

export async function openTfjsContender(method: MethodName): Promise<Contender> {
  await openTfjs('webgpu');
  const { model, frozen, trainable } = subjectOf(method);
  const { graph, rows } = traceLoss(model, size.batchSize, size.sequenceLength, true);
  const replay = new Replay(graph, [rows.loss]);
  const inputs = batchTensors(batch);
  const fixed = new Map(
    [...(frozen ?? [])].map(([name, { shape, data }]) => [name, tf.tensor(data.slice(), [...shape])]),
  );
  const variables = new Map(
    [...trainable].map(([name, { shape, data }]) => [name, tf.variable(tf.tensor(data.slice(), [...shape]))]),
  );
  const optimizer = tf.train.adam(LEARNING_RATE, 0.9, 0.99, 1e-8);
  const share = tf.div(inputs.get('weights') as tf.Tensor, sumOfWeights(batch.weights));
  const loss = (): tf.Scalar => {
    const [rowLoss] = replay.run(
      ({ name }) => inputs.get(name) ?? variables.get(name) ?? fixed.get(name) ?? null,
    );
    return tf.sum(tf.mul(rowLoss as tf.Tensor, share));
  };
  return {
    step() {
      const value = optimizer.minimize(loss, true, [...variables.values()]) as tf.Scalar;
      const done = value.data().then(([number]) => {
        value.dispose();
        return number ?? Number.NaN;
      });
      return { done };
    },
    dispose() {
      replay.dispose();
      optimizer.dispose();
      tf.dispose([share, ...inputs.values(), ...fixed.values(), ...variables.values()]);
    },
  };
}
