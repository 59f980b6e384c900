/** @file The policy of each edition, and where it is written. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { oneFilePolicy, PAGE_POLICY, withPolicy } from './csp.ts';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const directive = (policy: string, name: string) =>
  policy.split('; ').find((one) => one.startsWith(`${name} `));

it('lets neither edition run text as code, or reach another origin', () => {
  for (const policy of [PAGE_POLICY, oneFilePolicy('<script>a</script>')]) {
    expect(policy).not.toMatch(/'unsafe-eval'|https?:|\*/);
    expect(directive(policy, 'default-src')).toBe("default-src 'none'");
    expect(directive(policy, 'script-src')).not.toContain('unsafe-inline');
    expect(directive(policy, 'style-src')).not.toContain('unsafe-inline');
  }
});

it('lets the one file run exactly what stands in it, whatever its scripts speak of', () => {
  const script = `const words = '<style>' + "<script>";\n`;
  const html = `<script type="module" crossorigin>${script}</script><style>p{color:red}</style>`;
  const policy = oneFilePolicy(html);
  expect(directive(policy, 'script-src')).toBe(`script-src ${hash(script)} 'wasm-unsafe-eval'`);
  expect(directive(policy, 'style-src')).toBe(`style-src ${hash('p{color:red}')}`);
  expect(directive(policy, 'connect-src')).toBeUndefined();
});

it('is written behind the charset, and nowhere else', () => {
  const html = '<head>\n    <meta charset="utf-8" />\n    <script>a</script></head>';
  expect(withPolicy(html, 'x')).toBe(
    '<head>\n    <meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="x" />\n    <script>a</script></head>',
  );
  expect(() => withPolicy('<head></head>', 'x')).toThrow('charset');
});
