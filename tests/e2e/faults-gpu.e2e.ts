/**
 * @file GPUs that fail, on the built page: one that computes wrongly, one that refuses programs. Each is
 * a software adapter whose name is hidden, so that it counts as a GPU, and broken within the worker.
 */
import { describe, expect, it } from 'vitest';
import { deviceNotice, recoveryMessage } from '../../src/wording/messages.ts';
import { breaking, HIDE_NAME, letGpuWin } from './lib/broken-worker.ts';
import { eventsOf, lossesOf, openLab, stateIs, until } from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';

const WRONG_KERNEL = `{
  const create = GPUDevice.prototype.createShaderModule;
  GPUDevice.prototype.createShaderModule = function (descriptor) {
    return create.call(this, { ...descriptor, code: descriptor.code.replace(/\\bfma\\(/g, '0.5 * fma(') });
  };
}`;

const NO_PIPELINE = `GPUDevice.prototype.createComputePipelineAsync = () =>
  Promise.reject(new GPUPipelineError('the driver refuses', { reason: 'internal' }));`;

/** Programs compiled before Train was pressed served the warm-up. */
const NO_PIPELINE_AT_TRAIN = `{
  let training = false;
  self.addEventListener('message', ({ data }) => { training ||= data.type === 'start'; });
  const create = GPUDevice.prototype.createComputePipelineAsync;
  GPUDevice.prototype.createComputePipelineAsync = function (descriptor) {
    return training
      ? Promise.reject(new GPUPipelineError('the driver refuses', { reason: 'internal' }))
      : create.call(this, descriptor);
  };
}`;

describe('a GPU that', () => {
  const stage = givenStage();
  /** Full fine-tuning and LoRA, side by side. */
  const short = { steps: 10, batch: 2 };

  it.each([
    ['computes wrongly', WRONG_KERNEL, 'wrong', 'en'],
    ['refuses every program', NO_PIPELINE, 'failed', 'zh'],
  ] as const)(
    '%s is passed over, said so, and the run is that of the CPU engine',
    async (_, fault, reason, language) => {
      const losses: number[][][] = [];
      for (const broken of [true, false]) {
        const lab = await openLab(stage, {
          slide: 'lora-idea',
          language,
          query: broken ? short : { ...short, engine: 'cpu' },
          ...(broken ? { prepare: breaking(HIDE_NAME, fault) } : {}),
        });
        await until('a device', async () => (await eventsOf(lab.page, 'device')).length === 1);
        const { device } = (await eventsOf(lab.page, 'device'))[0]!;
        expect([device.backend, device.reason]).toEqual(['cpu', broken ? reason : 'requested']);
        const notes = lab.widget.locator('.engine-notice .note');
        if (broken) {
          await notes.first().waitFor();
          expect(await notes.allTextContents()).toEqual([deviceNotice(device, language)]);
        }
        await lab.primary.click();
        await stateIs(lab, 'done');
        losses.push(await lossesOf(lab.page));
        await closeSound(lab);
      }
      expect(losses[0]!.map(({ length }) => length)).toEqual([10, 10]);
      expect(losses[0]).toEqual(losses[1]);
    },
  );

  it('names nothing of itself, as in some versions of Safari, trains all the same, with the same curve', async () => {
    const losses: number[][][] = [];
    for (const faults of [[HIDE_NAME], []]) {
      const query = { ...short, batch: 1, engine: 'webgpu' };
      const lab = await openLab(stage, { slide: 'lora-idea', query, prepare: breaking(...faults) });
      await lab.primary.click();
      await stateIs(lab, 'done');
      const devices = (await eventsOf(lab.page, 'device')).map(({ device }) => device.backend);
      expect(devices).toEqual(['webgpu']);
      losses.push(await lossesOf(lab.page));
      await closeSound(lab);
    }
    expect(losses[0]!.map(({ length }) => length)).toEqual([10, 10]);
    expect(losses[0]).toEqual(losses[1]);
  });

  it('refuses a program only when Train is pressed is left for the CPU engine, said so, with the same curve', async () => {
    const losses: number[][][] = [];
    for (const broken of [true, false]) {
      const lab = await openLab(stage, {
        slide: 'lora-idea',
        query: broken ? short : { ...short, engine: 'cpu' },
        ...(broken ? { prepare: breaking(HIDE_NAME, NO_PIPELINE_AT_TRAIN) } : {}),
      });
      if (broken) await letGpuWin(lab.page);
      await lab.primary.click();
      await stateIs(lab, 'done');
      const devices = (await eventsOf(lab.page, 'device')).map(({ device }) => device.backend);
      expect(devices).toEqual(broken ? ['webgpu', 'cpu'] : ['cpu']);
      if (broken) {
        const error = { code: 'engineFault', detail: '' } as const;
        expect(await lab.widget.locator('.engine-notice .note').allTextContents()).toContain(
          recoveryMessage({ error, step: 0 }, 'zh'),
        );
      }
      losses.push(await lossesOf(lab.page));
      await closeSound(lab);
    }
    expect(losses[0]!.map(({ length }) => length)).toEqual([10, 10]);
    expect(losses[0]).toEqual(losses[1]);
  });
});
