import {Flags} from '@oclif/core';
import {DiagnosisCommand, type PlantList} from '../../cli/diagnosis-command.ts';
import {concurrency} from '../../diagnose/concurrency/concurrency.ts';
import type {DiagnosisReport} from '../../diagnose/diagnosis.ts';

export default class DiagnoseConcurrency extends DiagnosisCommand {
  static override summary = 'let several monitors loose on one database, and see whether they collide';
  static override description =
    'Several real engines on one database, each in a process of its own, and others that add, cancel and edit ' +
    'plans meanwhile. Plans fire together in waves; the broker answers late, says of positions that they are gone ' +
    'before it has said that they were taken, and says most things again. What it was told and said it writes down ' +
    'by itself, and that is held against the database: no order twice, none after a cancel, none on old terms, no ' +
    'update lost. Who waited for whom is measured, lock by lock; a queue that does not drain is a convoy. A flag ' +
    'goes before what the scenario says. Exits 0 when nothing was found, 1 when something was, 70 when the ' +
    'diagnosis broke.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --plant check-then-act-claim --report concurrency.html',
    '<%= config.bin %> <%= command.id %> --monitors 4 --waves 40 --json',
  ];
  static override flags = {
    monitors: amount('Engines on the one database, each a process.'),
    hands: amount('Processes that add, cancel and edit plans.'),
    symbols: amount('Instruments that plans are spread over.'),
    waves: amount('How often many plans fire at once.'),
    'wave-gap': amount('Ms from one wave to the next.'),
    plans: amount('Plans that fire in one wave.'),
    edits: amount('Edits that each hand tries in a second.'),
    'broker-delay': amount('Ms that the broker takes to answer, at most.'),
    settle: budget('Ms within which everything must come to rest after the last wave.'),
    'loop-delay-p99': budget('Ms by which 99 of 100 turns of the event loop may be late.'),
    'loop-delay': budget('Ms by which any turn of the event loop may be late.'),
    'store-wait': budget('Ms that a call may wait for the database.'),
  };

  async run(): Promise<DiagnosisReport | PlantList> {
    const {flags} = await this.parse(DiagnoseConcurrency);
    return this.diagnose(concurrency, flags, {
      monitors: flags.monitors,
      hands: flags.hands,
      symbols: flags.symbols,
      waves: flags.waves,
      waveMs: flags['wave-gap'],
      plansInWave: flags.plans,
      editsPerSecond: flags.edits,
      brokerMs: flags['broker-delay'],
      settleMs: flags.settle,
      loopDelayP99Ms: flags['loop-delay-p99'],
      loopDelayMaxMs: flags['loop-delay'],
      storeWaitMs: flags['store-wait'],
    });
  }
}

function amount(summary: string) {
  return Flags.integer({helpGroup: 'SCENARIO', min: 1, helpValue: 'NUMBER', summary});
}

function budget(summary: string) {
  return Flags.integer({helpGroup: 'BUDGETS', min: 1, helpValue: 'NUMBER', summary});
}
