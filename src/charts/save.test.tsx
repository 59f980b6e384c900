// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setLanguage } from '../page/language.ts';
import { cellsOf, toCsv } from './csv.ts';
import { LossChart } from './LossChart.tsx';
import { pictureSvg } from './picture.ts';
import { fileName } from './SaveChart.tsx';

const saved: { name: string; text: Promise<string> }[] = [];
beforeEach(() => {
  saved.length = 0;
  let last = new Blob();
  const createObjectURL = (blob: Blob) => {
    last = blob;
    return 'blob:';
  };
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL, revokeObjectURL() {} }));
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, text: last.text() });
  });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  setLanguage('zh');
});

const series = [
  {
    id: 'a',
    label: '#1 LoRA, r=8',
    kind: 'lora' as const,
    quantity: 'training' as const,
    points: [
      { step: 1, value: 2.5 },
      { step: 2, value: 1.25 },
    ],
  },
];

it('saves every point of a curve as CSV', async () => {
  render(<LossChart series={series} lastStep={2} />);
  fireEvent.click(screen.getByRole('button', { name: /^保存/ }));
  fireEvent.click(screen.getByRole('button', { name: /CSV/ }));
  expect(saved.map(({ name }) => name)).toEqual(['损失-nats-词元.csv']);
  expect(await saved[0]!.text).toContain('步,"#1 LoRA, r=8"\r\n1,2.5\r\n2,1.25\r\n');
});

it('draws the chart with its name and legend into one picture, styles written out', () => {
  const { container } = render(<LossChart series={series} lastStep={2} />);
  const svg = pictureSvg(container.querySelector('figure')!, '损失')!;
  expect(svg.querySelector('text')!.textContent).toBe('损失');
  expect(svg.querySelectorAll('svg')).toHaveLength(2);
  expect([...svg.querySelectorAll('[class]')]).toEqual([]);
});

it('says in a sentence that a browser cannot draw', async () => {
  vi.stubGlobal(
    'Image',
    class {
      onerror = () => {};
      set src(_: string) {
        setTimeout(() => this.onerror());
      }
    },
  );
  render(<LossChart series={series} lastStep={2} />);
  fireEvent.click(screen.getByRole('button', { name: /^保存/ }));
  fireEvent.click(screen.getByRole('button', { name: /PNG/ }));
  expect(await screen.findByRole('alert')).toBeTruthy();
});

it('takes a table’s cells as they are read', () => {
  const table = (
    <table>
      <tbody>
        <tr>
          <th>a</th>
          <td>1</td>
        </tr>
      </tbody>
    </table>
  );
  expect(cellsOf(table)).toEqual([['a', '1']]);
});

it('writes any text so that it is read back as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { minLength: 1 }), { minLength: 1 }), (rows) => {
      const text = toCsv(rows).slice(1);
      expect(readCsv(text)).toEqual(
        rows.map((row) => row.map((one) => (/^[=+@]/.test(one) ? `'${one}` : one))),
      );
    }),
  );
});

it('names files so that every system takes them', () => {
  expect(fileName('损失（nats/词元）', 'png')).toBe('损失-nats-词元.png');
  expect(fileName('???', 'csv')).toBe('chart.csv');
});

/** RFC 4180, read character by character. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const one = text[i]!;
    if (quoted && one === '"' && text[i + 1] === '"') field += text[i++];
    else if (one === '"') quoted = !quoted;
    else if (!quoted && (one === ',' || one === '\r')) {
      rows.at(-1)!.push(field);
      field = '';
      if (one === '\r') {
        i++;
        rows.push([]);
      }
    } else field += one;
  }
  return rows.slice(0, -1);
}
