import {serveChild} from '../../../../src/diagnose/process/child-side.ts';

/** Does what the order says, to try what becomes of it. */
serveChild(async (given, onProgress) => {
  const order = given as Readonly<{do: 'double' | 'throw' | 'die' | 'hang'; value: number}>;
  onProgress(0.5);
  switch (order.do) {
    case 'double':
      return {doubled: order.value * 2, collects: globalThis.gc !== undefined};
    case 'throw':
      throw new Error('the harness went wrong');
    case 'die':
      process.stderr.write('last words\n');
      process.kill(process.pid, 'SIGKILL');
      return undefined;
    case 'hang':
      return new Promise<never>(() => undefined);
  }
});
