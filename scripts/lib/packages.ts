/** @file The packages that ship: the licences that the build's notice names, and the result of `npm audit`. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenceFaults, NOTICES, readNotices } from '../../src/app/build/notices.ts';
import { ROOT } from './tools.ts';

/** One sentence for each fault of the built page's notice. */
export function licencesOfBuild(root = ROOT): string[] {
  const path = join(root, 'dist', NOTICES);
  if (!existsSync(path)) return [`There is no dist/${NOTICES}: run \`npm run build\` first.`];
  const packages = readNotices(readFileSync(path, 'utf8'));
  // React is in every build; a notice without it has not been read.
  if (!packages.some(({ name }) => name === 'react'))
    return [`dist/${NOTICES} does not name react: it is not whole.`];
  return licenceFaults(packages.map((one) => ({ ...one, text: '' })));
}

interface Audit {
  /** One sentence for each vulnerable package. */
  faults: string[];
  /** Why the registry did not answer, in one sentence; null where it did. */
  unasked: string | null;
}

interface AuditReport {
  error?: { code?: string; summary?: string };
  vulnerabilities?: Record<string, { name: string; severity: string; range: string }>;
}

const SEVERE = ['high', 'critical'];

/** Reads the output of `npm audit --json`. */
export function readAudit(output: string): Audit {
  let report: AuditReport;
  try {
    report = JSON.parse(output) as AuditReport;
  } catch {
    return { faults: [], unasked: 'npm audit gave no report, so known holes were not looked up' };
  }
  if (!report.vulnerabilities) {
    const why = report.error?.summary || report.error?.code || 'no answer';
    return {
      faults: [],
      unasked: `the registry answers no audit (${why}), so known holes were not looked up`,
    };
  }
  const faults = Object.values(report.vulnerabilities)
    .filter(({ severity }) => SEVERE.includes(severity))
    .map(({ name, severity, range }) => `${name} ${range} has a known hole of level ${severity}.`);
  return { faults, unasked: null };
}

/** Audits all installed packages, those of build and tests included. */
export function audit(): Promise<Audit> {
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...args, 'audit', '--json', '--audit-level=high'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: command === 'npm' && process.platform === 'win32',
    timeout: 60_000,
  });
  let output = '';
  child.stdout.on('data', (part) => {
    output += part;
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(readAudit('')));
    child.on('close', () => resolve(readAudit(output)));
  });
}
