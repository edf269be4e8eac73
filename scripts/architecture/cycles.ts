import {resolveImport} from './direction.ts';
import type {Finding} from './finding.ts';
import type {SourceFile} from './source-file.ts';

/** Files that import each other in a ring, each ring once. */
export function findCycles(files: readonly SourceFile[]): Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const findings: Finding[] = [];
  const done = new Set<string>();
  const trail: string[] = [];

  const visit = (file: SourceFile): void => {
    trail.push(file.path);
    for (const {specifier, line} of file.imports) {
      if (!specifier?.startsWith('.')) continue;
      const target = byPath.get(resolveImport(file.path, specifier));
      if (target === undefined || done.has(target.path)) continue;
      const start = trail.indexOf(target.path);
      if (start === -1) {
        visit(target);
        continue;
      }
      findings.push({
        path: file.path,
        line,
        rule: 'cycle',
        message: `files import each other: ${[...trail.slice(start), target.path].join(' → ')}`,
        why: 'None of them can be understood, loaded or tested without the others.',
        instead: 'move what they share into a file of its own',
      });
    }
    trail.pop();
    done.add(file.path);
  };
  for (const file of files) if (!done.has(file.path)) visit(file);
  return findings;
}
