import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {findCycles} from './architecture/cycles.ts';
import {findWrongDirections} from './architecture/direction.ts';
import {applyEscapes, renderedEscape} from './architecture/escapes.ts';
import {type Finding, rendered} from './architecture/finding.ts';
import {findForbidden} from './architecture/forbidden.ts';
import {findUnrepeatable, isAgainstSimulation} from './architecture/simulated-path.ts';
import {readSources} from './architecture/source-file.ts';

export type Report = Readonly<{
  files: number;
  findings: readonly Finding[];
  escapes: readonly string[];
  /** Those of the escapes that say of something on the simulated path that it repeats all the same. */
  simulatedPathEscapes: readonly string[];
}>;

/** Holds everything under `root/src` against the rules in `architecture/`. */
export function lintArchitecture(root: string): Report {
  const files = readSources(root);
  const judged = files.map((file) => applyEscapes(file, [...findForbidden(file), ...findUnrepeatable(file)]));
  const escapes = judged.flatMap((one) => one.escapes);
  const findings = [
    ...files.flatMap(findWrongDirections),
    ...findCycles(files),
    ...judged.flatMap((one) => one.findings),
  ];
  findings.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  return {
    files: files.length,
    findings,
    escapes: escapes.map(renderedEscape),
    simulatedPathEscapes: escapes.filter(({finding}) => isAgainstSimulation(finding)).map(renderedEscape),
  };
}

/** `node scripts/lint-architecture.ts [root]`: prints what is wrong and exits 1, or says that nothing is. */
function main([root = join(import.meta.dirname, '..')]: readonly string[]): void {
  const {files, findings, escapes, simulatedPathEscapes} = lintArchitecture(resolve(root));
  const elsewhere = escapes.filter((escape) => !simulatedPathEscapes.includes(escape));
  for (const escape of elsewhere) process.stdout.write(`let pass: ${escape}\n`);
  for (const escape of simulatedPathEscapes) {
    process.stdout.write(`let pass on the simulated path: ${escape}\n`);
  }
  for (const finding of findings) process.stderr.write(`${rendered(finding)}\n`);
  if (simulatedPathEscapes.length > 0) {
    process.stdout.write(`on the simulated path: ${simulatedPathEscapes.length} let pass\n`);
  }
  process.stdout.write(
    `architecture: ${files} files, ${findings.length} wrong, ${escapes.length} let pass\n`,
  );
  if (findings.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
