/** @file What readers call each method: in full, in short, and without its numbers. */

import { catalogue, fill, type Language } from '../page/language.ts';
import type { MethodSpec } from '../peft/spec.ts';
import { type MethodVariant, variantOf } from '../recipes/variants.ts';

/** Full names, for titles and tables. */
const methodNames = catalogue<MethodVariant>({
  zh: {
    full: '全量微调',
    head: '只调输出层',
    layers: '只调最后 {last} 层',
    bitfit: 'BitFit（只调偏置）',
    norms: '只调归一化层',
    houlsby: 'Houlsby 适配器，瓶颈 {bottleneck}',
    pfeiffer: 'Pfeiffer 适配器，瓶颈 {bottleneck}',
    prompt: '提示微调，{virtualTokens} 个虚拟词元',
    prefix: '前缀微调，{virtualTokens} 个虚拟词元',
    prefixMlp: '前缀微调加 MLP，{virtualTokens} 个虚拟词元',
    ptuning: 'P-Tuning v2，{virtualTokens} 个虚拟词元',
    ia3: '(IA)³',
    lora: 'LoRA r={r}',
    rslora: 'rsLoRA r={r}',
    loraPlus: 'LoRA+ r={r}',
    dora: 'DoRA r={r}',
    pissa: 'PiSSA r={r}',
    qloraInt8: 'LoRA r={r}，基座 8 位',
    qloraNf4: 'QLoRA r={r}，基座 NF4',
  },
  en: {
    full: 'Full fine-tuning',
    head: 'Output layer only',
    layers: 'Last {last} blocks only',
    bitfit: 'BitFit (biases only)',
    norms: 'Norms only',
    houlsby: 'Houlsby adapters, bottleneck {bottleneck}',
    pfeiffer: 'Pfeiffer adapters, bottleneck {bottleneck}',
    prompt: 'Prompt tuning, {virtualTokens} virtual tokens',
    prefix: 'Prefix tuning, {virtualTokens} virtual tokens',
    prefixMlp: 'Prefix tuning with an MLP, {virtualTokens} virtual tokens',
    ptuning: 'P-tuning v2, {virtualTokens} virtual tokens',
    ia3: '(IA)³',
    lora: 'LoRA r={r}',
    rslora: 'rsLoRA r={r}',
    loraPlus: 'LoRA+ r={r}',
    dora: 'DoRA r={r}',
    pissa: 'PiSSA r={r}',
    qloraInt8: 'LoRA r={r}, 8-bit base',
    qloraNf4: 'QLoRA r={r}, NF4 base',
  },
});

/** Short names, for legends. */
const methodShortNames = catalogue<MethodVariant>({
  zh: {
    full: '全量',
    head: '输出层',
    layers: '最后 {last} 层',
    bitfit: 'BitFit',
    norms: '归一化层',
    houlsby: 'Houlsby {bottleneck}',
    pfeiffer: 'Pfeiffer {bottleneck}',
    prompt: '提示 {virtualTokens}',
    prefix: '前缀 {virtualTokens}',
    prefixMlp: '前缀+MLP {virtualTokens}',
    ptuning: 'P-Tuning v2 {virtualTokens}',
    ia3: '(IA)³',
    lora: 'LoRA r={r}',
    rslora: 'rsLoRA r={r}',
    loraPlus: 'LoRA+ r={r}',
    dora: 'DoRA r={r}',
    pissa: 'PiSSA r={r}',
    qloraInt8: 'LoRA r={r} 8 位',
    qloraNf4: 'QLoRA r={r}',
  },
  en: {
    full: 'Full',
    head: 'Output layer',
    layers: 'Last {last}',
    bitfit: 'BitFit',
    norms: 'Norms',
    houlsby: 'Houlsby {bottleneck}',
    pfeiffer: 'Pfeiffer {bottleneck}',
    prompt: 'Prompt {virtualTokens}',
    prefix: 'Prefix {virtualTokens}',
    prefixMlp: 'Prefix+MLP {virtualTokens}',
    ptuning: 'P-tuning v2 {virtualTokens}',
    ia3: '(IA)³',
    lora: 'LoRA r={r}',
    rslora: 'rsLoRA r={r}',
    loraPlus: 'LoRA+ r={r}',
    dora: 'DoRA r={r}',
    pissa: 'PiSSA r={r}',
    qloraInt8: 'LoRA r={r} 8-bit',
    qloraNf4: 'QLoRA r={r}',
  },
});

/** The kind of method alone, without its numbers: what "method: A → B" compares. */
export const methodKinds = catalogue<MethodVariant>({
  zh: {
    full: '全量微调',
    head: '只调输出层',
    layers: '只调最后几层',
    bitfit: 'BitFit',
    norms: '只调归一化层',
    houlsby: 'Houlsby 适配器',
    pfeiffer: 'Pfeiffer 适配器',
    prompt: '提示微调',
    prefix: '前缀微调',
    prefixMlp: '前缀微调加 MLP',
    ptuning: 'P-Tuning v2',
    ia3: '(IA)³',
    lora: 'LoRA',
    rslora: 'rsLoRA',
    loraPlus: 'LoRA+',
    dora: 'DoRA',
    pissa: 'PiSSA',
    qloraInt8: 'LoRA，基座 8 位',
    qloraNf4: 'QLoRA',
  },
  en: {
    full: 'Full fine-tuning',
    head: 'Output layer only',
    layers: 'Last blocks only',
    bitfit: 'BitFit',
    norms: 'Norms only',
    houlsby: 'Houlsby adapters',
    pfeiffer: 'Pfeiffer adapters',
    prompt: 'Prompt tuning',
    prefix: 'Prefix tuning',
    prefixMlp: 'Prefix tuning with an MLP',
    ptuning: 'P-tuning v2',
    ia3: '(IA)³',
    lora: 'LoRA',
    rslora: 'rsLoRA',
    loraPlus: 'LoRA+',
    dora: 'DoRA',
    pissa: 'PiSSA',
    qloraInt8: 'LoRA, 8-bit base',
    qloraNf4: 'QLoRA',
  },
});

/** The numbers of a spec that a name may mention. */
function holesOf(method: MethodSpec): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(method).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

/** "Prompt tuning, 16 virtual tokens". */
export function methodName(method: MethodSpec, language: Language): string {
  return fill(methodNames[language][variantOf(method)], holesOf(method));
}

/** "Prompt 16". */
export function methodShortName(method: MethodSpec, language: Language): string {
  return fill(methodShortNames[language][variantOf(method)], holesOf(method));
}
