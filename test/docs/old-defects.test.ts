import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

it('explains every number of an old defect that a test names, and none else', () => {
  const named = globSync('test/**/*.ts', {cwd: ROOT}).flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\bD-\d{2,3}\b/g)].map(([number]) => number),
  );
  const page = readFileSync(join(ROOT, 'docs/old-defects.md'), 'utf8');
  const explained = [...page.matchAll(/^\| (D-\d{2,3}) \|/gm)].map(([, number]) => number);
  expect(new Set(explained)).toEqual(new Set(named));
});
