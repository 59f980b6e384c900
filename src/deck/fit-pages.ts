/** @file Printed pages: one whose content is taller than the sheet is set smaller until it fits. */

/** The smallest type size of a page in CSS pixels, about 6 pt: smaller type is illegible. */
const SMALLEST_UNIT = 8;
const STEP = 0.5;

/** @param stage holds the slides, in the print view. Idempotent. */
export function fitPages(stage: HTMLElement): void {
  for (const page of stage.querySelectorAll<HTMLElement>(':scope > .slide')) {
    const box = page.querySelector<HTMLElement>('.slide-box');
    if (!box) continue;
    box.style.removeProperty('--unit');
    let unit = Number.parseFloat(getComputedStyle(box).getPropertyValue('--unit'));
    while (page.scrollHeight > page.clientHeight && unit > SMALLEST_UNIT) {
      unit -= STEP;
      box.style.setProperty('--unit', `${unit}px`);
    }
  }
}

/** Restores the sizes of the screen. */
export function unfitPages(stage: HTMLElement): void {
  for (const box of stage.querySelectorAll<HTMLElement>(':scope > .slide .slide-box'))
    box.style.removeProperty('--unit');
}
