import {Flags} from '@oclif/core';
import {DiagnosisCommand, type PlantList} from '../../cli/diagnosis-command.ts';
import type {DiagnosisReport} from '../../diagnose/diagnosis.ts';
import {soak} from '../../diagnose/soak/soak.ts';

export default class DiagnoseSoak extends DiagnosisCommand {
  static override summary = 'let many plans live and end, and see whether memory grows';
  static override description =
    'The real engine under a virtual clock, in a process of its own. Plans are added, fire, are cancelled, ' +
    'expire, are refused, and lose the broker’s answer, on many symbols; the heap is measured after forced ' +
    'collections. A leak is a heap that surely (99 %) grows by more than --heap-leak bytes with each plan. ' +
    'A flag goes before what the scenario says. Exits 0 when nothing was found, 1 when something was, 70 when ' +
    'the diagnosis broke.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --plant execution-lock-leak --report soak.html',
    '<%= config.bin %> <%= command.id %> --scenario nightly --json',
  ];
  static override flags = {
    lifecycles: amount('Plans that live and end.'),
    checkpoints: amount('How often memory is measured.'),
    batch: amount('Plans alive at the same time.'),
    store: Flags.option({
      helpGroup: 'SCENARIO',
      options: ['memory', 'file', 'worker'] as const,
      summary: 'Where the database is; worker: a file, as "run" has it.',
    })(),
    'real-time': Flags.boolean({helpGroup: 'SCENARIO', summary: 'Run by the machine’s clock.'}),
    'heap-leak': budget('Bytes of heap by which each lifecycle may surely grow it.'),
    'heap-upper': budget('Bytes below which the growth of the heap must surely lie.'),
    sight: budget('Bytes; a run that could not see a leak of so many fails.'),
    'external-leak': budget('As --heap-leak, for buffers outside the heap.'),
    'worker-leak': budget('As --heap-leak, for the store’s thread.'),
    'rss-growth': budget('MiB by which the process may grow after warming up.'),
    wal: budget('MiB that the write-ahead log may have.'),
  };

  async run(): Promise<DiagnosisReport | PlantList> {
    const {flags} = await this.parse(DiagnoseSoak);
    return this.diagnose(soak, flags, {
      lifecycles: flags.lifecycles,
      checkpoints: flags.checkpoints,
      batch: flags.batch,
      store: flags.store,
      realTime: flags['real-time'],
      heapLeakBytes: flags['heap-leak'],
      heapUpperBytes: flags['heap-upper'],
      sightBytes: flags.sight,
      externalLeakBytes: flags['external-leak'],
      workerLeakBytes: flags['worker-leak'],
      rssGrowthMib: flags['rss-growth'],
      walMib: flags.wal,
    });
  }
}

function amount(summary: string) {
  return Flags.integer({helpGroup: 'SCENARIO', min: 1, helpValue: 'NUMBER', summary});
}

function budget(summary: string) {
  return Flags.integer({helpGroup: 'BUDGETS', min: 0, helpValue: 'NUMBER', summary});
}
