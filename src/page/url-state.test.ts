import { describe, expect, it } from 'vitest';
import { WIDGET_PARAMS } from '../recipes/defaults.ts';
import { defaultsOf } from '../recipes/params.ts';
import { readUrl, writeUrl } from './url-state.ts';

const lab = defaultsOf(WIDGET_PARAMS['lora-lab']);

describe('settings in the address', () => {
  it('writes nothing for defaults', () => {
    expect(writeUrl('', 'lora-lab', lab)).toBe('');
  });

  it('writes what differs, the seed with it, and names the widget', () => {
    const query = writeUrl('', 'lora-lab', { ...lab, r: 16, targets: ['q', 'k'] });
    expect(query).toBe('?w=lora-lab&r=16&targets=q,k&seed=42');
  });

  it('reads back what it wrote, for that widget only', () => {
    const { values } = readUrl(writeUrl('', 'lora-lab', { ...lab, r: 16, lr: 1e-2 }));
    expect(values).toEqual({ 'lora-lab': { r: 16, lr: 1e-2, seed: 42 } });
  });

  it('gives a key without a widget to every widget that knows it', () => {
    const { values } = readUrl('?seed=7');
    expect(values['sft-live']).toEqual({ seed: 7 });
    expect(values['complete-or-answer']).toEqual({ seed: 7 });
  });

  it('ignores what it does not know and keeps it', () => {
    expect(readUrl('?w=nothing&foo=1&r=abc').values['lora-lab']).toEqual({ r: 8 });
    expect(writeUrl('?lang=en&r=3&w=lora-lab', 'lora-lab', lab)).toBe('?lang=en');
  });

  it('clamps what is out of bounds', () => {
    expect(readUrl('?w=lora-lab&r=9999&alpha=-1&steps=0').values['lora-lab']).toEqual({
      r: 64,
      alpha: 1,
      steps: 10,
    });
  });

  it('hides only controls that exist', () => {
    expect([...readUrl('?hide=lr,predict,<script>').hidden]).toEqual(['lr', 'predict']);
  });
});

describe('the cost widgets in the address', () => {
  const calculator = {
    ...defaultsOf(WIDGET_PARAMS['cost-calculator']),
    model: 'bigscience/bloom',
    methods: ['full', 'dora'],
    r: 64,
    precision: 'float16',
    gpu: 'H100 80 GB',
  };
  it('carry model, methods, rank and precision', () => {
    const query = writeUrl('', 'cost-calculator', calculator);
    expect(readUrl(query).values['cost-calculator']).toMatchObject({
      model: 'bigscience/bloom',
      methods: ['full', 'dora'],
      r: 64,
      precision: 'float16',
      gpu: 'H100 80 GB',
    });
    const map = { ...defaultsOf(WIDGET_PARAMS['trainable-map']), model: 'gpt-3', method: 'lora', r: 4 };
    expect(readUrl(writeUrl('', 'trainable-map', map)).values['trainable-map']).toEqual({
      model: 'gpt-3',
      method: 'lora',
      r: 4,
    });
  });
  it('take no name with signs in it', () => {
    const query = `?w=cost-calculator&model=${encodeURIComponent('<img src=x>')}`;
    expect(readUrl(query).values['cost-calculator']).toEqual({ model: 'meta-llama/Llama-3.1-70B' });
  });
});
