/**
 * @file Multimodal Gemma 3 (4B to 27B; arXiv 2503.19786): a SigLIP vision tower, a projector and the language
 * model. Hub files leave most of `text_config` to the defaults of the model class, which are repeated here.
 * Module names as in Transformers 5; before, the tower's held `vision_model` once more.
 */
import type { Module } from '../module.ts';
import { convolution2d, embedding, layerNorm, linear, rmsNorm, router } from '../module.ts';
import { openSource, readInteger } from '../read.ts';
import { type Architecture, checkModuleCount, LIMITS } from './architecture.ts';
import { listGemma3Language } from './gemma.ts';

/** Defaults of Gemma3TextConfig and SiglipVisionConfig in Transformers 4.57 that counts depend on. */
const TEXT_DEFAULTS = {
  vocab_size: 262_208,
  hidden_size: 2_304,
  intermediate_size: 9_216,
  num_hidden_layers: 26,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  head_dim: 256,
};
const VISION_DEFAULTS = {
  hidden_size: 768,
  intermediate_size: 3_072,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  image_size: 224,
  patch_size: 16,
  num_channels: 3,
};

export const gemma3: Architecture = {
  classPrefixes: ['Gemma3'],
  defaultHead: 'seq2seq',
  list(input) {
    const { place, fields } = input.source;
    const text = openSource(place, fields.text_config);
    const vision = openSource(place, fields.vision_config ?? {});
    const language = listGemma3Language({
      ...input,
      head: input.head === 'seq2seq' ? 'causal' : input.head,
      source: { place, fields: { ...TEXT_DEFAULTS, ...text.fields } },
    });

    const eye = { place, fields: { ...VISION_DEFAULTS, ...vision.fields } };
    const width = readInteger(eye, 'hidden_size', LIMITS.width);
    const inner = readInteger(eye, 'intermediate_size', LIMITS.feedForward);
    const layers = readInteger(eye, 'num_hidden_layers', LIMITS.layers);
    const patch = readInteger(eye, 'patch_size', { max: 1_024 });
    const channels = readInteger(eye, 'num_channels', { max: 1_024 });
    const patches = Math.floor(readInteger(eye, 'image_size', { max: 65_536 }) / patch) ** 2;
    checkModuleCount(input.source, 'num_hidden_layers', layers * 8);

    // Text does not pass the vision tower.
    const unseen = { load: 0 };
    const tower = 'model.vision_tower';
    const modules: Module[] = [
      convolution2d(`${tower}.embeddings.patch_embedding`, channels, width, patch),
      embedding(`${tower}.embeddings.position_embedding`, patches, width),
    ];
    for (let layer = 0; layer < layers; layer += 1) {
      const block = `${tower}.encoder.layers.${layer}`;
      modules.push(
        layerNorm(`${block}.layer_norm1`, width),
        linear(`${block}.self_attn.k_proj`, width, width, true, unseen),
        linear(`${block}.self_attn.v_proj`, width, width, true, unseen),
        linear(`${block}.self_attn.q_proj`, width, width, true, unseen),
        linear(`${block}.self_attn.out_proj`, width, width, true, unseen),
        layerNorm(`${block}.layer_norm2`, width),
        linear(`${block}.mlp.fc1`, width, inner, true, unseen),
        linear(`${block}.mlp.fc2`, inner, width, true, unseen),
      );
    }
    modules.push(
      layerNorm(`${tower}.post_layernorm`, width),
      router('model.multi_modal_projector.mm_input_projection_weight', width, language.width, unseen),
      rmsNorm('model.multi_modal_projector.mm_soft_emb_norm', width),
      ...language.modules,
    );
    return { ...language, modules };
  },
};
