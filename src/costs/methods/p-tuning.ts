/**
 * @file P-tuning (Liu et al. 2021, arXiv 2103.10385): n learned vectors that pass an encoder, an MLP of three
 * layers or a bidirectional LSTM with two. Only the n encoded vectors are written.
 */
import { readChoice, readInteger } from '../read.ts';
import { added, type Method, type MethodTensor } from './method.ts';
import { encodedPrompt, encoderLinear, readTokens, readTokenWidth, trainedHead } from './prompts.ts';

/** torch.nn.LSTM, both directions: four gates, input and recurrent weights, two biases each. */
function lstm(layers: number, inFeatures: number, hidden: number): MethodTensor[] {
  const tensors: MethodTensor[] = [];
  for (let layer = 0; layer < layers; layer += 1) {
    const width = layer === 0 ? inFeatures : 2 * hidden;
    for (const direction of ['', '_reverse']) {
      const end = `l${layer}${direction}`;
      const shapes: [string, number[]][] = [
        [`weight_ih_${end}`, [4 * hidden, width]],
        [`weight_hh_${end}`, [4 * hidden, hidden]],
        [`bias_ih_${end}`, [4 * hidden]],
        [`bias_hh_${end}`, [4 * hidden]],
      ];
      for (const [name, shape] of shapes) {
        tensors.push(added(`prompt_encoder.lstm_head.${name}`, shape, null, { written: false }));
      }
    }
  }
  return tensors;
}

export const pTuning: Method = (input) => {
  const { model, source, task } = input;
  const { tokens, submodules } = readTokens(source, task);
  const width = readTokenWidth(source, model);
  const hidden = readInteger(source, 'encoder_hidden_size', { max: 262_144, fallback: width });
  const kind = readChoice(source, 'encoder_reparameterization_type', ['MLP', 'LSTM'], 'MLP');
  const rows = tokens * submodules;
  const tensors = [added('prompt_encoder.embedding.weight', [rows, width], null, { written: false })];
  if (kind === 'MLP') {
    tensors.push(
      ...encoderLinear('mlp_head.0', width, hidden),
      ...encoderLinear('mlp_head.2', hidden, hidden),
      ...encoderLinear('mlp_head.4', hidden, width),
    );
  } else {
    const layers = readInteger(source, 'encoder_num_layers', { max: 1_000, fallback: 2 });
    tensors.push(
      ...lstm(layers, width, hidden),
      ...encoderLinear('mlp_head.0', 2 * hidden, 2 * hidden),
      ...encoderLinear('mlp_head.2', 2 * hidden, width),
    );
  }
  tensors.push(encodedPrompt(rows, width), ...trainedHead(input));
  return { tensors, unmatched: [], virtualTokens: tokens };
};
