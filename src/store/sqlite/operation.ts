import type {Store} from '../../ports/store.ts';

/** What can be asked of the database. */
export type Method = Exclude<keyof Store, 'databaseId' | 'close'>;
export type Arguments<M extends Method> = Parameters<Store[M]>;
export type Result<M extends Method> = Awaited<ReturnType<Store[M]>>;

/** The store without waiting: every method of the port as a plain function. */
export type SyncStore = {readonly [M in Method]: (...args: Arguments<M>) => Result<M>};

/** One call as data, so that it can wait in a queue and cross to another thread. */
export type Operation = {[M in Method]: Readonly<{method: M; args: Arguments<M>}>}[Method];

/** Their arguments hold whatever the engine found, or a file said. */
const FOREIGN: ReadonlySet<Method> = new Set<Method>(['importPlans', 'settle']);

/**
 * A call as an operation.
 *
 * @throws TypeError when a settlement or an import holds what JSON cannot: it must fail here and alone.
 */
export function operationOf<M extends Method>(method: M, args: Arguments<M>): Operation {
  const held = FOREIGN.has(method) ? (JSON.parse(JSON.stringify(args)) as Arguments<M>) : args;
  // The method and its arguments belong together by the signature.
  return {method, args: held} as unknown as Operation;
}

export function perform<M extends Method>(
  store: SyncStore,
  {method, args}: Readonly<{method: M; args: Arguments<M>}>,
): Result<M> {
  return store[method](...args);
}

const WRITES: ReadonlySet<Method> = new Set<Method>([
  'add',
  'importPlans',
  'edit',
  'arm',
  'claim',
  'settle',
  'report',
  'cancel',
  'withdraw',
  'expire',
  'resolve',
  'acquireLease',
  'renewLease',
  'releaseLease',
  'halt',
  'resume',
  'saveDesks',
  'saveVerdicts',
  'announce',
  'pruneOutbox',
  'keepChannels',
  'saveChannel',
  'retryDeadLetters',
  'settleDeadLetter',
  'addToken',
  'revokeToken',
  'addKeyed',
  'pruneKeys',
  'removeArchived',
]);

export function isWrite({method}: Operation): boolean {
  return WRITES.has(method);
}

/** What the broker did must be recorded however long it takes: giving up would forget an order. */
export function hasDeadline({method}: Operation): boolean {
  return method !== 'settle' && method !== 'report';
}

/** "adding 3 plans": what was going on, for messages. */
export function describe({method, args}: Operation): string {
  switch (method) {
    case 'add': {
      const [first, ...rest] = args[0];
      return rest.length > 0 ? `adding ${rest.length + 1} plans` : `adding plan "${first?.id ?? ''}"`;
    }
    case 'importPlans':
      return `importing ${args[0].plans.length} plans`;
    case 'edit':
      return `editing plan "${args[0].id}"`;
    case 'arm':
      return `arming plan "${args[0]}"`;
    case 'claim':
      return `claiming level ${args[0].level} of plan "${args[0].planId}"`;
    case 'settle':
      return `settling order "${args[0]}"`;
    case 'report':
      return `recording what became of order "${args[0]}"`;
    case 'cancel':
      return `cancelling plan "${args[0]}"`;
    case 'withdraw':
      return `noting that order "${args[0]}" is to be withdrawn`;
    case 'expire':
      return `expiring plan "${args[0]}"`;
    case 'resolve':
      return `resolving level ${args[1]} of plan "${args[0]}"`;
    case 'acquireLease':
      return 'taking the lease';
    case 'renewLease':
      return `renewing lease ${args[0]}`;
    case 'releaseLease':
      return `letting lease ${args[0]} go`;
    case 'lease':
      return 'reading who monitors the database';
    case 'halt':
      return 'halting all trading';
    case 'resume':
      return 'letting trading go on';
    case 'halted':
      return 'reading whether trading is halted';
    case 'get':
    case 'history':
    case 'verdict':
    case 'verdictChanges':
      return `reading plan "${args[0]}"`;
    case 'list':
    case 'page':
    case 'changesSince':
      return 'reading plans';
    case 'openIntents':
      return 'reading open orders';
    case 'saveDesks':
    case 'saveVerdicts':
      return 'saving what the monitor saw';
    case 'loadDesks':
      return 'reading what the monitor saw';
    case 'eventsAfter':
    case 'lastEventId':
    case 'firstEventId':
      return 'reading what happened';
    case 'announce':
      return `announcing ${args[0].map(({kind}) => kind).join(', ')}`;
    case 'pruneOutbox':
    case 'pruneKeys':
      return 'forgetting what is old';
    case 'channels':
    case 'channelLags':
    case 'deadLetters':
      return 'reading who was notified';
    case 'keepChannels':
    case 'saveChannel':
    case 'retryDeadLetters':
    case 'settleDeadLetter':
      return 'noting who was notified';
    case 'addToken':
      return `adding token "${args[0].name}"`;
    case 'revokeToken':
      return `revoking token ${args[0]}`;
    case 'token':
    case 'tokens':
      return 'reading tokens';
    case 'addKeyed':
      return `adding ${args[1].length} plans`;
    case 'keyedAnswer':
      return 'reading what was answered';
    case 'archivable':
    case 'archived':
      return 'reading what was or may be archived';
    case 'removeArchived':
      return `removing ${args[0].length} archived plans`;
    case 'check':
      return 'checking the database';
  }
}

/**
 * Whether doing it again leaves what doing it once does, and gives the same answer: so it may be repeated
 * when nobody knows whether it was done. Plans that are added twice are refused as taken, and imported ones are
 * known the second time. An announcement would be made twice.
 */
export function isRepeatable({method}: Operation): boolean {
  return method !== 'add' && method !== 'importPlans' && method !== 'announce';
}
