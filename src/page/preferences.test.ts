/**
 * @vitest-environment jsdom
 * @file Preferences, with storage that is empty, full of junk, or forbidden.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetPreferences, getPreference, setPreference } from './preferences.ts';

beforeEach(() => {
  localStorage.clear();
  forgetPreferences();
});
afterEach(() => vi.restoreAllMocks());

it('has a default where nothing was chosen', () => {
  expect(getPreference('leaving')).toBe('continue');
});

it('keeps a choice under its prefix', () => {
  setPreference('theme', 'dark');
  expect(localStorage.getItem('lesson7:theme')).toBe('dark');
  forgetPreferences();
  expect(getPreference('theme')).toBe('dark');
});

it('takes junk for nothing', () => {
  localStorage.setItem('lesson7:language', '{"zh":1}');
  expect(getPreference('language')).toBe('zh');
});

it('keeps a choice for this page where storage is forbidden', () => {
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
    throw new Error('forbidden');
  });
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new Error('forbidden');
  });
  expect(getPreference('leaving')).toBe('continue');
  setPreference('leaving', 'pause');
  expect(getPreference('leaving')).toBe('pause');
});
