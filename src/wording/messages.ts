/** @file Errors, devices and what the engine is busy with, as sentences in the reader's language. */

import type { EngineError, Progress, Recovery } from '../client/state.ts';
import { catalogue, fill } from '../page/language.ts';
import type { DeviceInfo } from '../train/protocol.ts';
import type { Language } from '../world/types.ts';

export const messageTexts = catalogue({
  zh: {
    noBackend: '这台设备上没有可用的计算后端，无法训练；下面显示的是录制的训练。',
    deviceLost: '计算设备断开了（例如显卡被其他程序占用或重置）。已画出的曲线保留，模型权重需要重新训练。',
    outOfMemory: '显存不够。请减小批大小，或关闭其他占用显卡的页面后重试。',
    bufferTooLarge: '这次训练有一块数据要 {needed} MB，这个 GPU 每块最多给 {allowed} MB：请减小批大小。',
    engineFault:
      'GPU 或它的驱动拒绝了一项计算，已停止，以免得出错误的结果。已画出的曲线保留；可以重新启动引擎，或在设备检查里换用 CPU。',
    modelMissing: '没有找到基座模型文件，因此无法训练或生成。',
    modelUnreachable: '基座模型下载不下来，因此无法训练或生成：请检查网络，再试一次。',
    modelBroken: '基座模型文件下载了两次都不完整或已损坏，因此无法训练或生成：请再试一次。',
    modelStalled:
      '基座模型还没有下载完（{done} / {total} MB），已有 {seconds} 秒没有收到新数据：可以再等等，也可以重新下载。',
    promptEmpty: '请先输入一句话。',
    promptTooLong: '这段文字太长：模型一次最多读 128 个词元。请缩短后再试。',
    specInvalid: '这组设置无法训练，请检查滑块的取值。',
    busy: '引擎正忙，请等当前操作结束后再试。',
    unknownRun: '这次训练的权重已不在设备上，请重新训练。',
    adapterBroken: '这些文件打不开，或者不是这个基座的适配器，没有加载。',
    interrupted: '回答到一半时引擎断开了，现在已经恢复；请再问一次。',
    internal: '引擎出错停止了。已画出的曲线保留，可以重新启动引擎。',
    deviceLostRecovered: '计算设备断开过（例如显卡被重置），现已恢复；训练从第 {step} 步自动接着进行。',
    engineFaultRecovered: 'GPU 或它的驱动拒绝了一项计算，引擎已重新启动；训练从第 {step} 步自动接着进行。',
    outOfMemoryRecovered: '训练中途显存用尽，已改用 CPU；训练从第 {step} 步自动接着进行。',
    internalRecovered: '引擎中断过，已重新启动；训练从第 {step} 步自动接着进行。',
    noWebGpu: '浏览器没有提供 WebGPU，改用 {engine} 训练，会慢一些。',
    noAdapter: 'WebGPU 没有找到可用的显卡，改用 {engine} 训练，会慢一些。',
    deviceFailed: 'WebGPU 设备打开失败，改用 {engine} 训练，会慢一些。',
    failed: '{other} 在这里无法运行，改用 {engine} 训练。',
    wrong: '{other} 在这台设备上算出的结果不对（用同样的几步训练与另一个引擎核对过），改用 {engine} 训练。',
    device: '引擎：{engine} · {adapter}',
    software: '软件模拟的显卡，速度比真显卡慢很多',
    opening: '正在查找计算设备…',
    model: '正在加载基座模型…',
    modelBytes: '正在下载基座模型：{done} / {total} MB',
    compile: '正在编译计算程序 {done}/{total}…',
    evaluate: '正在评测 {done}/{total}…',
  },
  en: {
    noBackend:
      'No compute backend works on this device, so nothing can train here; what you see is a recorded run.',
    deviceLost:
      'The compute device went away (another program may have taken or reset the GPU). The curves stay; the weights must be trained again.',
    outOfMemory:
      'Not enough GPU memory. Lower the batch size, or close other pages that use the GPU, and try again.',
    bufferTooLarge:
      'This run needs {needed} MB in one piece, this GPU allows {allowed} MB: choose a smaller batch.',
    engineFault:
      'The GPU or its driver refused a computation, and training stopped rather than go wrong. The curves stay; start the engine again, or choose the CPU on the device check.',
    modelMissing: 'The base model file was not found, so nothing can be trained or generated.',
    modelUnreachable:
      'The base model could not be fetched, so nothing can be trained or generated: check the network and try again.',
    modelBroken:
      'The base model file arrived cut or damaged, twice, so nothing can be trained or generated: please try again.',
    modelStalled:
      'The base model has not arrived in full ({done} of {total} MB), and nothing has come for {seconds} seconds: wait a little, or fetch it again.',
    promptEmpty: 'Please type something first.',
    promptTooLong: 'This text is too long: the model reads at most 128 tokens. Please shorten it.',
    specInvalid: 'These settings cannot be trained; please check the sliders.',
    busy: 'The engine is busy; try again when it has finished.',
    unknownRun: 'The weights of this run are no longer on the device; please train again.',
    adapterBroken: 'These files are damaged, or no adapter of this base; nothing was loaded.',
    interrupted:
      'The engine went away in the middle of this answer and is there again; please ask once more.',
    internal: 'The engine stopped with an error. The curves stay, and you can start the engine again.',
    deviceLostRecovered:
      'The compute device went away (the GPU may have been reset) and is there again; training went on by itself from step {step}.',
    engineFaultRecovered:
      'The GPU or its driver refused a computation; the engine was started anew and training went on by itself from step {step}.',
    outOfMemoryRecovered:
      'The GPU ran out of memory in the middle; the CPU has taken over, and training went on by itself from step {step}.',
    internalRecovered:
      'The engine broke off and was started anew; training went on by itself from step {step}.',
    noWebGpu: 'No WebGPU in this browser: {engine} trains, more slowly.',
    noAdapter: 'WebGPU found no GPU: {engine} trains, more slowly.',
    deviceFailed: 'The GPU could not be opened: {engine} trains, more slowly.',
    failed: '{other} does not run here: {engine} trains instead.',
    wrong:
      '{other} computes wrong results on this device (a few training steps were checked against another engine); training uses {engine} instead.',
    device: 'Engine: {engine} · {adapter}',
    software: 'a GPU imitated in software, much slower than a real one',
    opening: 'Looking for a compute device…',
    model: 'Loading the base model…',
    modelBytes: 'Fetching the base model: {done} of {total} MB',
    compile: 'Compiling programs {done}/{total}…',
    evaluate: 'Evaluating {done}/{total}…',
  },
});

export function errorMessage(error: EngineError, language: Language): string {
  const { needed = 0, allowed = 0 } = error.limit ?? {};
  // Rounded apart, so that what is needed never reads as what is allowed.
  const megabytes = { needed: Math.ceil(needed / 2 ** 20), allowed: Math.floor(allowed / 2 ** 20) };
  return fill(messageTexts[language][error.code], megabytes);
}

/** What happened to the engine, and from where training went on. */
export function recoveryMessage({ error, step }: Recovery, language: Language): string {
  const texts = messageTexts[language];
  const { code } = error;
  const isTold = code === 'deviceLost' || code === 'engineFault' || code === 'outOfMemory';
  const text = isTold ? texts[`${code}Recovered`] : texts.internalRecovered;
  return fill(text, { step });
}

/** Names of engines, the same in both languages. */
export function engineName(backend: string): string {
  const names: Record<string, string> = {
    webgpu: 'WebGPU',
    cpu: 'CPU (WASM SIMD)',
    'tfjs-webgpu': 'TensorFlow.js (WebGPU)',
    'tfjs-webgl': 'TensorFlow.js (WebGL)',
    'tfjs-wasm': 'TensorFlow.js (WASM)',
    'tfjs-cpu': 'TensorFlow.js (CPU)',
  };
  return names[backend] ?? backend;
}

/** Why this device is not the best engine, or null where it is. */
export function deviceNotice(device: DeviceInfo, language: Language): string | null {
  const texts = messageTexts[language];
  if (device.backend === null) return texts.noBackend;
  const { reason } = device;
  // A GPU that is imitated or slower is no loss.
  if (reason === null || reason === 'requested' || reason === 'software' || reason === 'slower') return null;
  const passedOver = device.trials.find((trial) => trial.passedOver === reason)?.backend ?? '';
  return fill(texts[reason], { engine: engineName(device.backend), other: engineName(passedOver) });
}

/** Of bytes, with one decimal. */
const inMegabytes = ({ done, total }: Progress) => ({
  done: (done / 1e6).toFixed(1),
  total: (total / 1e6).toFixed(1),
});

export function progressMessage(progress: Progress, language: Language): string {
  const { phase, done, total } = progress;
  // A base whose size is not known reports a total of one.
  if (phase === 'model' && total > 1) return fill(messageTexts[language].modelBytes, inMegabytes(progress));
  return fill(messageTexts[language][phase], { done, total });
}

/** A download from which nothing has come for a while. */
export function stalledMessage(progress: Progress, seconds: number, language: Language): string {
  return fill(messageTexts[language].modelStalled, { ...inMegabytes(progress), seconds });
}
