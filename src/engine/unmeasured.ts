import type {ExecutionMeter, ExecutionPass} from '../ports/execution-meter.ts';

const nothing = (): void => undefined;

const PASS: ExecutionPass = {
  claiming: nothing,
  claimed: nothing,
  refused: nothing,
  sending: nothing,
  answered: nothing,
  settling: nothing,
  settled: nothing,
  failed: nothing,
};

/** Executions that nobody measures. */
export const UNMEASURED: ExecutionMeter = {fired: () => PASS, recovers: () => PASS};
