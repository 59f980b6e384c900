/** @file Firefox, driven over WebDriver BiDi. */
import puppeteer, { type ElementHandle } from 'puppeteer-core';
import { type Driver, finder, PROTOCOL_TIMEOUT } from './driver.ts';

/** WebGPU is off by default on Linux, and refused on adapters that compute on the CPU. */
const WEBGPU_PREFERENCES = { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true };

/** @param env what chooses its GPU driver */
export async function openFirefox(
  executablePath: string,
  { webgpu, env = {} }: { webgpu: boolean; env?: Record<string, string> },
): Promise<Driver> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    protocolTimeout: PROTOCOL_TIMEOUT,
    extraPrefsFirefox: webgpu ? WEBGPU_PREFERENCES : { 'dom.webgpu.enabled': false },
    env: { ...process.env, ...env },
  });
  const [page = await browser.newPage()] = await browser.pages();
  return {
    async open(url) {
      await page.goto(url);
    },
    async reload() {
      await page.reload();
    },
    run: (expression) => page.evaluate(expression),
    async click(selector, name) {
      const found = await page.evaluateHandle(finder(selector, name));
      await (found as ElementHandle<Element>).click();
      await found.dispose();
    },
    press: (key) => page.keyboard.press(key),
    resize: (width, height) => page.setViewport({ width, height }),
    screenshot: () => page.screenshot(),
    close: () => browser.close(),
  };
}
