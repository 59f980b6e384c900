/** @file What is read of the notice and of `npm audit`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { NOTICES, writeNotices } from '../../src/app/build/notices.ts';
import { licencesOfBuild, readAudit } from './packages.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('finds a licence that may not ship, and a notice that is not there or not whole', () => {
  folder = mkdtempSync(join(tmpdir(), 'lesson7-'));
  const one = (name: string, licence: string) => ({ name, version: '1.0.0', licence, text: 'Text.' });
  const write = (...packages: ReturnType<typeof one>[]) => {
    mkdirSync(join(folder, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'dist', NOTICES), writeNotices(packages));
  };
  expect(licencesOfBuild(folder)).toEqual([expect.stringContaining('npm run build')]);
  write(one('other', 'MIT'));
  expect(licencesOfBuild(folder)).toEqual([expect.stringContaining('not whole')]);
  write(one('react', 'MIT'), one('other', 'AGPL-3.0'));
  expect(licencesOfBuild(folder)).toEqual(['other 1.0.0 ships under AGPL-3.0.']);
  write(one('react', 'MIT'), one('other', 'ISC'));
  expect(licencesOfBuild(folder)).toEqual([]);
});

it('counts vulnerabilities of level high and above, and reports a registry that does not answer', () => {
  const hole = (name: string, severity: string) => ({ [name]: { name, severity, range: '<2' } });
  const vulnerabilities = { ...hole('a', 'moderate'), ...hole('b', 'high'), ...hole('c', 'critical') };
  expect(readAudit(JSON.stringify({ vulnerabilities }))).toEqual({
    faults: ['b <2 has a known hole of level high.', 'c <2 has a known hole of level critical.'],
    unasked: null,
  });
  expect(readAudit(JSON.stringify({ vulnerabilities: {} }))).toEqual({ faults: [], unasked: null });
  const refused = readAudit(JSON.stringify({ error: { summary: '405 Method Not Allowed' } }));
  expect(refused.faults).toEqual([]);
  expect(refused.unasked).toContain('405 Method Not Allowed');
  expect(readAudit('').unasked).toContain('no report');
});
