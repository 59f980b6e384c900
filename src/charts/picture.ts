/**
 * @file A chart as a picture: its drawing, under its name, above its legend, on its own ground, in the colours it has on
 * the page. Everything is put into one SVG with its styles written out, since a picture has no style sheet.
 */

/** Pixels of the picture per pixel of the page, for slides and paper. */
const DENSITY = 2;
const MARGIN = 16;
const LINE = 22;

const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-opacity',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'visibility',
  'display',
] as const;

/** A copy that looks the same where there is no style sheet. */
function plainCopy(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [originals, copies] = [svg, copy].map((one) => [one, ...one.querySelectorAll<SVGElement>('*')]);
  copies!.forEach((element, i) => {
    const computed = getComputedStyle(originals![i]!);
    element.setAttribute(
      'style',
      STYLES.map((name) => `${name}:${computed.getPropertyValue(name)}`).join(';'),
    );
    element.removeAttribute('class');
  });
  return copy;
}

function make(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  return element;
}

/** True where there is something to draw. */
export function hasPicture(figure: Element): boolean {
  return drawingOf(figure) !== null;
}

function drawingOf(figure: Element): SVGSVGElement | null {
  return figure.querySelector<SVGSVGElement>('.chart-body svg');
}

/** The chart in a figure as one self-contained SVG; null where its body is no drawing. */
export function pictureSvg(figure: HTMLElement, name: string): SVGSVGElement | null {
  const drawing = drawingOf(figure);
  if (!drawing) return null;
  const style = getComputedStyle(figure);
  const { width, height } = drawing.getBoundingClientRect();
  const full = width + 2 * MARGIN;
  const words = (size: number, weight: number) => ({
    'font-family': style.fontFamily,
    'font-size': size,
    'font-weight': weight,
    fill: style.color,
  });
  const svg = make('svg', { xmlns: 'http://www.w3.org/2000/svg' }) as SVGSVGElement;
  const ground = getComputedStyle(document.body).backgroundColor;
  const paper = make('rect', { width: full, fill: ground });
  svg.append(paper, make('text', { x: MARGIN, y: MARGIN + 16, ...words(15, 600) }, name));
  const copy = plainCopy(drawing);
  copy.setAttribute('x', String(MARGIN));
  copy.setAttribute('y', String(MARGIN + LINE + 4));
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  svg.append(copy);

  let [x, y] = [MARGIN, MARGIN + LINE + height + LINE];
  for (const entry of figure.querySelectorAll<HTMLElement>('.chart-legend > li')) {
    const text = (entry.textContent ?? '').replace(/\s+/g, ' ').trim();
    const taken = entry.getBoundingClientRect().width + 24;
    if (x > MARGIN && x + taken > full - MARGIN) [x, y] = [MARGIN, y + LINE];
    const sample = entry.querySelector<SVGSVGElement>('svg');
    if (sample) {
      const mark = plainCopy(sample);
      mark.setAttribute('x', String(x));
      mark.setAttribute('y', String(y - 10));
      svg.append(mark);
    }
    svg.append(make('text', { x: x + (sample ? 36 : 0), y, ...words(12, 400) }, text));
    x += taken;
  }
  const total = y + MARGIN - (x === MARGIN ? LINE : 0);
  paper.setAttribute('height', String(total));
  for (const [key, value] of Object.entries({ width: full, height: total, viewBox: `0 0 ${full} ${total}` }))
    svg.setAttribute(key, String(value));
  return svg;
}

/** @throws Error where there is no drawing, or this browser makes no picture of it. */
export async function picturePng(figure: HTMLElement, name: string): Promise<Blob> {
  const svg = pictureSvg(figure, name);
  if (!svg) throw new Error('nothing drawn');
  const image = new Image();
  const loaded = new Promise<void>((resolve, reject) => {
    image.onload = () => resolve();
    image.onerror = () => reject(new Error('the drawing could not be read'));
  });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await loaded;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(Number(svg.getAttribute('width')) * DENSITY);
  canvas.height = Math.round(Number(svg.getAttribute('height')) * DENSITY);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
  });
}
