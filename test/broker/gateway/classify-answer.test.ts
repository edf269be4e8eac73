import {describe, expect, it} from 'vitest';
import {actionOutcomeOf, lookupOf, outcomeOf} from '../../../src/broker/gateway/classify-answer.ts';
import type {Answer} from '../../../src/gateway/gateway-connection.ts';
import type {WireError} from '../../../src/gateway/messages.ts';

const REPORT = {
  ticket: '7',
  state: 'working',
  fill: null,
  close: null,
  stopLoss: null,
  takeProfit: null,
} as const;

function anError(parts: Partial<WireError>): {status: 'error'; error: WireError} {
  return {status: 'error', error: {kind: 'venue', code: 'CODE', text: 'text', ...parts}};
}

const rejected = (code: string, retry: string) => ({status: 'rejected', code, message: 'text', retry});

describe('outcomeOf', () => {
  it.each([
    ['ok', {status: 'ok', value: {report: REPORT}}, {status: 'accepted', report: REPORT}],
    ['notSent', {status: 'notSent', reason: 'x'}, {status: 'notSent', reason: 'x'}],
    ['unknown', {status: 'unknown', reason: 'x'}, {status: 'unknown', reason: 'x'}],
  ] as const)('of an answer that is %s', (_name, answer, outcome) => {
    expect(outcomeOf(answer)).toEqual(outcome);
  });

  it.each<[string, Partial<WireError>, unknown]>([
    ['proven not sent', {kind: 'notSent', code: 'tooLate'}, {status: 'notSent', reason: 'tooLate'}],
    ['refused, with a hint', {kind: 'rejected', retry: 'later', retcode: 10006}, rejected('CODE', 'later')],
    ['refused, with a code', {kind: 'rejected', retcode: 10004}, rejected('CODE', 'reprice')],
    ['refused, with neither', {kind: 'rejected'}, rejected('CODE', 'never')],
    ['requoted', {retcode: 10004}, rejected('REQUOTE', 'reprice')],
    ['off at the terminal', {retcode: 10027}, rejected('CLIENT_DISABLES_AT', 'human')],
    [
      'refused before it left',
      {retcode: null, lastError: -2},
      {status: 'notSent', reason: 'INVALID_PARAMS: text'},
    ],
    ['a key of another order', {kind: 'keyReused'}, rejected('KEY_REUSED', 'human')],
  ])('of an error that is %s', (_name, error, outcome) => {
    expect(outcomeOf(anError(error))).toEqual(outcome);
  });

  it.each<Partial<WireError>>([
    {retcode: 10012},
    {retcode: 10011},
    {retcode: 10031},
    {retcode: null, lastError: -10002},
    {retcode: null, lastError: -1},
    {retcode: null},
    {},
    {retcode: 12345},
    // An error that says "done" and does not say what.
    {retcode: 10009},
    {kind: 'unknown'},
    {kind: 'unavailable'},
    {kind: 'stalled'},
    {kind: 'of a later version'},
    {kind: ''},
  ])('of the error %j is unknown', (error) => {
    expect(outcomeOf(anError(error)).status).toBe('unknown');
  });
});

describe('actionOutcomeOf', () => {
  it.each<[Answer<'cancel'>, unknown]>([
    [{status: 'ok', value: {}}, {status: 'done'}],
    [anError({retcode: 10025}), {status: 'done'}],
    [
      {status: 'unknown', reason: 'x'},
      {status: 'unknown', reason: 'x'},
    ],
    [
      {status: 'notSent', reason: 'x'},
      {status: 'rejected', code: 'NOT_SENT', message: 'x', retry: 'later'},
    ],
    [anError({kind: 'notFound', code: ''}), rejected('ORDER_NOT_FOUND', 'reread')],
    [anError({retcode: 10036}), rejected('POSITION_CLOSED', 'reread')],
    [anError({retcode: 10029}), rejected('FROZEN', 'later')],
    [anError({retcode: 10012}), {status: 'unknown', reason: 'TIMEOUT: text'}],
    [anError({kind: 'unavailable', code: ''}), {status: 'unknown', reason: 'unavailable: text'}],
  ])('of %j', (answer, outcome) => {
    expect(actionOutcomeOf(answer)).toEqual(outcome);
  });
});

describe('lookupOf', () => {
  it.each<[Answer<'lookup'>, unknown]>([
    [
      {status: 'ok', value: {status: 'found', report: REPORT}},
      {status: 'found', report: REPORT},
    ],
    [
      {status: 'ok', value: {status: 'rejected', code: 'REQUOTE', text: 'text', retcode: 10004}},
      rejected('REQUOTE', 'reprice'),
    ],
    [
      {status: 'unknown', reason: 'x'},
      {status: 'undecided', reason: 'x'},
    ],
    [
      {status: 'notSent', reason: 'x'},
      {status: 'undecided', reason: 'x'},
    ],
    // Nothing that is said by an error proves that an order is not there.
    [anError({kind: 'notFound', code: ''}), {status: 'undecided', reason: 'notFound: text'}],
    [anError({kind: 'notSent', code: ''}), {status: 'undecided', reason: 'notSent: text'}],
  ])('of %j', (answer, lookup) => {
    expect(lookupOf(answer)).toEqual(lookup);
  });
});
