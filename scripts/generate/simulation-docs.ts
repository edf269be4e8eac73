import {INVARIANTS} from '../../src/simulate/judge/invariants.ts';
import {SITUATIONS} from '../../src/simulate/judge/sometimes.ts';
import {FAULT_SITES} from '../../src/simulate/kernel/fault-sites.ts';
import {SCENARIOS} from '../../src/simulate/world/scenario.ts';
import {WRITTEN_SCENARIOS} from '../../src/simulate/world/written-scenarios.ts';

/** What stands between the marks `<!-- name -->` and `<!-- end -->` of docs/simulation.md. */
const SECTIONS: Readonly<Record<string, () => string>> = {
  scenarios: () =>
    table(
      ['scenario', 'what happens'],
      [...SCENARIOS, ...WRITTEN_SCENARIOS].map(({name, does}) => [`\`${name}\``, does]),
    ),
  invariants: () => table(['', 'what must hold'], Object.entries(INVARIANTS)),
  faults: () =>
    table(
      ['fault', 'strikes at', 'what goes wrong'],
      Object.entries(FAULT_SITES).map(([name, {chance, does}]) => [
        name,
        chance === 'habit' ? 'the whole run' : `${Number((chance * 100).toFixed(2))} %`,
        does,
      ]),
    ),
  situations: () => table(['situation', 'what has happened'], Object.entries(SITUATIONS)),
};

/** The document with its tables as they should be; all else is as it was. */
export function simulationDocs(text: string): string {
  return text.replaceAll(/<!-- (\w+) -->\n[\s\S]*?<!-- end -->/g, (whole, name: string) => {
    const section = SECTIONS[name];
    return section === undefined ? whole : `<!-- ${name} -->\n${section()}\n<!-- end -->`;
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
