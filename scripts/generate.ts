import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {kindsSource} from './generate/kinds-source.ts';

const ROOT = join(import.meta.dirname, '..');
const SIMULATION_DOCS = 'docs/simulation.md';
const OPERATING_DOCS = 'docs/operating.md';
const KINDS_FILE = 'src/condition/kinds.ts';

/** A file that is made from others, as it should be. */
export type Generated = Readonly<{path: string; text: string}>;

/** The registry of conditions; the other files are made from what it registers. */
export function generateRegistry(): Generated {
  const files = readdirSync(join(ROOT, 'src/condition/kinds')).filter((file) => file.endsWith('.ts'));
  const text = execFileSync(
    join(ROOT, 'node_modules/.bin/biome'),
    ['format', `--stdin-file-path=${KINDS_FILE}`],
    {cwd: ROOT, input: kindsSource(files), encoding: 'utf8'},
  );
  return {path: KINDS_FILE, text};
}

/** The files that are made from the registry as it stands on disk. */
export async function generateFromRegistry(): Promise<readonly Generated[]> {
  // Not imported above: the registry may just have been written.
  const {KINDS} = await import('../src/condition/kinds.ts');
  const {planSchema} = await import('./generate/plan-schema.ts');
  const {conditionDocs} = await import('./generate/condition-docs.ts');
  const {openApiText} = await import('./generate/open-api.ts');
  const {operatingDocs} = await import('./generate/operating-docs.ts');
  const {simulationDocs} = await import('./generate/simulation-docs.ts');
  return [
    {path: 'schemas/plan.schema.json', text: `${JSON.stringify(planSchema(), null, 2)}\n`},
    {path: 'schemas/openapi.json', text: openApiText()},
    {path: 'docs/conditions.md', text: conditionDocs(KINDS)},
    {path: OPERATING_DOCS, text: operatingDocs(readOrNothing(join(ROOT, OPERATING_DOCS)) ?? '')},
    {path: SIMULATION_DOCS, text: simulationDocs(readOrNothing(join(ROOT, SIMULATION_DOCS)) ?? '')},
  ];
}

/** Paths of those files that are not on disk as they should be. */
export function drifted(files: readonly Generated[], root = ROOT): string[] {
  return files.filter(({path, text}) => readOrNothing(join(root, path)) !== text).map(({path}) => path);
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A file that is missing is as wrong as a stale one.
    return undefined;
  }
}

function write({path, text}: Generated): void {
  mkdirSync(dirname(join(ROOT, path)), {recursive: true});
  writeFileSync(join(ROOT, path), text);
}

/** `npm run generate` writes the files; with `--check` it only says which are not up to date. */
async function main(args: readonly string[]): Promise<void> {
  const isCheck = args.includes('--check');
  const registry = generateRegistry();
  if (!isCheck && drifted([registry]).length > 0) write(registry);
  const files = [registry, ...(await generateFromRegistry())];
  const stale = drifted(files);
  if (!isCheck) {
    for (const file of files) if (stale.includes(file.path)) write(file);
    process.stdout.write(stale.length === 0 ? 'all up to date\n' : `written: ${stale.join(', ')}\n`);
  } else if (stale.length === 0) {
    process.stdout.write('all up to date\n');
  } else {
    process.stderr.write(`not up to date: ${stale.join(', ')}; run "npm run generate"\n`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2));
