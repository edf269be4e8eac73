import type {Finding} from './finding.ts';
import type {SourceFile} from './source-file.ts';

/** A finding that a comment in the file lets pass. */
export type Escape = Readonly<{finding: Finding; reason: string}>;

export type Judged = Readonly<{findings: readonly Finding[]; escapes: readonly Escape[]}>;

const ESCAPE = /vigil-lint-ok(?::\s*(\S.*?))?\s*(?:\*\/)?$/;

/**
 * Takes out of the findings in a file what its comments let pass. All that comments may let pass has to be
 * given at once: a comment that lets nothing pass is a finding.
 */
export function applyEscapes(file: SourceFile, findings: readonly Finding[]): Judged {
  const left = new Set(findings);
  const escapes: Escape[] = [];
  const wrong: Finding[] = [];
  for (const {value, line} of file.comments) {
    const match = ESCAPE.exec(value);
    if (match === null) continue;
    const [, reason] = match;
    const problem = (message: string, instead: string) =>
      wrong.push({
        path: file.path,
        line,
        rule: 'escape',
        message,
        why: 'An escape is a decision that others must understand.',
        instead,
      });
    const covered = [...left].filter((finding) => finding.line === line || finding.line === line + 1);
    if (reason === undefined)
      problem('vigil-lint-ok has no reason', 'write "vigil-lint-ok: " and the reason');
    else if (covered.length === 0) problem('vigil-lint-ok lets nothing pass', 'remove it');
    else {
      for (const finding of covered) {
        left.delete(finding);
        escapes.push({finding, reason});
      }
    }
  }
  return {findings: [...left, ...wrong], escapes};
}

/** One line for a person, as for a finding. */
export function renderedEscape({finding: {path, line, rule, message}, reason}: Escape): string {
  return `${path}:${line} ${rule}: ${message}, because ${reason}`;
}
