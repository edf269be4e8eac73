import type {DoctorVerdict} from './profile-doctor.ts';
import type {HeapSummary} from './profile-heap.ts';
import type {ProfileFacts} from './profile-order.ts';

const BYTES_PER_MIB = 1024 * 1024;

/** How busy the machine was before: the average number of processes that wanted a core. */
export type Machine = Readonly<{load: number; cores: number}>;

export function doctorText(facts: ProfileFacts, seen: DoctorVerdict, {load, cores}: Machine): string {
  const {verdict, marked, cpu, delayMs, heapBytes, handles} = seen;
  const red = marked.length === 0 ? '' : `, marked: ${marked.join(', ')}`;
  return [
    `Doctor: ${verdict}${red}. ${lived(facts)}, the database in a thread of its own.`,
    `  CPU             ${percent(cpu.median)} in the middle, ${percent(cpu.max)} at most`,
    `  loop delay      ${delayMs.median.toFixed(1)} ms in the middle, ${delayMs.max.toFixed(0)} ms at most`,
    `  heap            ${mib(heapBytes.min)} to ${mib(heapBytes.max)}`,
    `  active handles  ${handles.min} to ${handles.max}`,
    ...(load > cores
      ? [`  The machine is busy (load ${load.toFixed(1)}, ${cores} cores): the verdict says little.`]
      : []),
  ].join('\n');
}

export function heapText(what: string, facts: ProfileFacts, {totalBytes, sites}: HeapSummary): string {
  const lines = sites.map(({name, place, bytes}) => {
    const share = percent(bytes / totalBytes, 1).padStart(8);
    return `${share} ${mib(bytes).padStart(10)}  ${name}  ${place}`;
  });
  return [`${what}: ${mib(totalBytes)}. ${lived(facts)}. Most by:`, ...lines].join('\n');
}

function lived({lifecycles, elapsedMs}: ProfileFacts): string {
  return `${lifecycles.toLocaleString('en')} lifecycles in ${(elapsedMs / 1000).toFixed(1)} s`;
}

function percent(share: number, digits = 0): string {
  return `${(100 * share).toFixed(digits)} %`;
}

function mib(bytes: number): string {
  return `${(bytes / BYTES_PER_MIB).toFixed(1)} MiB`;
}
