/** The preview runs these modules in a browser; nothing of Node may slip into them. */
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('bundles the pure parts for a browser, without Buffer', async () => {
  const modules = [
    'render/render-documents',
    'render/mask-secrets',
    'lint/lint-seed',
    'templates/built-in-templates',
  ];
  const pure = [...modules, 'templates/agent-bootcmd', 'iso/plan-iso', 'iso/iso-chunks', 'seed-files'];
  const result = await build({
    stdin: {
      contents: pure.map((path) => `export * from './${path}.ts';`).join('\n'),
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  expect(result.errors).toEqual([]);
  const own = Object.keys(result.metafile.inputs).filter((path) => path.includes('packages/seed/src'));
  expect(own.length).toBeGreaterThan(pure.length);
  const ownText = result.outputFiles[0]!.text.split('\n// ').filter((part) =>
    part.startsWith('packages/seed/'),
  );
  expect(ownText.filter((part) => /\bBuffer\b|\bprocess\b\./.test(part))).toEqual([]);
});
