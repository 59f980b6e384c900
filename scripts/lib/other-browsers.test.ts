import { expect, it } from 'vitest';
import { missingBrowsers, notInstalled, OTHER_BROWSERS } from './other-browsers.ts';

const all = { firefox: '/f', lavapipe: '/l', webKitDriver: '/d', webKit: '/w', xvfb: '/x' };

it('knows which browsers can be driven with what is installed', () => {
  expect(missingBrowsers(all)).toEqual([]);
  expect(missingBrowsers({ ...all, lavapipe: null })).toEqual(['Firefox with WebGPU']);
  expect(missingBrowsers({ ...all, xvfb: null })).toEqual(['WebKitGTK']);
  expect(missingBrowsers({ ...all, firefox: null, webKit: null })).toEqual([...OTHER_BROWSERS]);
});

it('says in one line what is missing and what to do', () => {
  expect(notInstalled(['WebKitGTK'], false)).toBe(
    'not installed: WebKitGTK; npm test -- browsers installs them',
  );
  expect(notInstalled(['Firefox', 'WebKitGTK'], true)).toContain('firefox-esr, mesa-vulkan-drivers');
});
