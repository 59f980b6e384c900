/** @file What of the current slide lies over something else or cannot be seen, found in the page itself. */

/**
 * Pairs of texts or controls of the current slide that lie over each other, and what a stage does not show. Runs in the
 * page, so it closes over nothing.
 */
export function collisions(isStage: boolean): string[] {
  const slide = document.querySelector('section[data-current="true"]');
  if (!slide) return ['no current slide'];
  /** Less than this is line spacing and rounding. */
  const TOUCH = 3;
  /** Words for screen readers are nowhere; formulas, charts and figures place their own words. */
  const LEFT_OUT = '.visually-hidden, .katex, .recharts-wrapper, svg, [role="tooltip"], option, table';
  interface Box {
    owner: Element;
    text: string;
    left: number;
    right: number;
    top: number;
    bottom: number;
  }
  const boxes: Box[] = [];
  /** What of a box can be seen: boxes that scroll or clip cut it. */
  const add = (owner: Element, text: string, { left, right, top, bottom }: DOMRect): void => {
    const box = { owner, text, left, right, top, bottom };
    for (let node: Element | null = owner; node && node !== slide; node = node.parentElement) {
      if (getComputedStyle(node).overflow === 'visible') continue;
      const clip = node.getBoundingClientRect();
      box.left = Math.max(box.left, clip.left);
      box.right = Math.min(box.right, clip.right);
      box.top = Math.max(box.top, clip.top);
      box.bottom = Math.min(box.bottom, clip.bottom);
    }
    if (box.right - box.left > 1 && box.bottom - box.top > 1) boxes.push(box);
  };
  const shown = (element: Element): boolean =>
    !element.closest(LEFT_OUT) &&
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  for (const control of slide.querySelectorAll('button, input, select, textarea, summary, canvas'))
    if (shown(control)) add(control, control.tagName.toLowerCase(), control.getBoundingClientRect());
  const words = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const node = words.currentNode;
    const owner = node.parentElement;
    if (!owner || !node.textContent?.trim() || !shown(owner)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) add(owner, `“${node.textContent.trim().slice(0, 24)}”`, rect);
  }
  const found = new Set<string>();
  boxes.forEach((box, i) => {
    for (const other of boxes.slice(i + 1)) {
      if (box.owner.contains(other.owner) || other.owner.contains(box.owner)) continue;
      const width = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const height = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      if (width > TOUCH && height > TOUCH) found.add(`${slide.id}: ${box.text} over ${other.text}`);
    }
    if (isStage && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1))
      found.add(`${slide.id}: ${box.text} off the stage`);
  });
  if (isStage)
    for (const place of slide.querySelectorAll('.slide-box, .slide-text, .widget-place')) {
      const hidden = place.scrollHeight - place.clientHeight;
      if (hidden > TOUCH) found.add(`${slide.id}: ${place.className} hides ${hidden} px below`);
    }
  return [...found].slice(0, 6);
}
