import type {Answer} from '../../gateway/gateway-connection.ts';
import type {WireError} from '../../gateway/messages.ts';
import {judgeRetcode} from '../../gateway/retcodes.ts';
import type {ActionOutcome, Lookup, Outcome, Rejection} from '../../ports/broker.ts';

/** What an error proves. Nothing but what is listed here proves anything. */
type Proof =
  | Rejection
  | Readonly<{status: 'accepted'}>
  | Readonly<{status: 'notSent'; reason: string}>
  | Readonly<{status: 'unknown'; reason: string}>;

/** What became of a `submit`. */
export function outcomeOf(answer: Answer<'submit'>): Outcome {
  if (answer.status === 'ok') return {status: 'accepted', report: answer.value.report};
  if (answer.status !== 'error') return answer;
  const proof = proofOf(answer.error);
  // An acceptance without its report: that something was placed is all that is known.
  if (proof.status === 'accepted') return {status: 'unknown', reason: textOf(answer.error)};
  return proof;
}

/** What became of a change of something that is there. */
export function actionOutcomeOf(answer: Answer<'cancel' | 'amend' | 'close'>): ActionOutcome {
  if (answer.status === 'ok') return {status: 'done'};
  if (answer.status === 'unknown') return answer;
  const proof = answer.status === 'error' ? proofOf(answer.error) : answer;
  switch (proof.status) {
    case 'accepted':
      return {status: 'done'};
    case 'notSent':
      return {status: 'rejected', code: 'NOT_SENT', message: proof.reason, retry: 'later'};
    case 'rejected':
    case 'unknown':
      return proof;
  }
}

/** What a `lookup` has found. */
export function lookupOf(answer: Answer<'lookup'>): Lookup {
  if (answer.status === 'error') return {status: 'undecided', reason: textOf(answer.error)};
  if (answer.status !== 'ok') return {status: 'undecided', reason: answer.reason};
  const found = answer.value;
  if (found.status !== 'rejected') return found;
  const {code, text, retry, retcode} = found;
  const judged = judgeRetcode(retcode ?? null);
  return {
    status: 'rejected',
    code,
    message: text,
    retry: retry ?? (judged.status === 'rejected' ? judged.retry : 'never'),
  };
}

/** An error for people. */
export function textOf({kind, code, text}: WireError): string {
  return [kind, code === kind ? '' : code, text].filter((part) => part !== '').join(': ');
}

function proofOf(error: WireError): Proof {
  const {kind, code, text, retry, retcode, lastError} = error;
  switch (kind) {
    case 'notSent':
      return {status: 'notSent', reason: code === '' ? text : code};
    case 'rejected': {
      const judged = judgeRetcode(retcode ?? null);
      const hint = retry ?? (judged.status === 'rejected' ? judged.retry : 'never');
      return {status: 'rejected', code: code === '' ? 'REJECTED' : code, message: text, retry: hint};
    }
    case 'venue': {
      // Without a code the venue has said nothing.
      const judged = judgeRetcode(retcode ?? null, lastError);
      if (judged.status === 'accepted') return judged;
      if (judged.status === 'rejected') return {...judged, message: text};
      return {status: judged.status, reason: `${judged.code}: ${text}`};
    }
    case 'keyReused':
      return {status: 'rejected', code: 'KEY_REUSED', message: text, retry: 'human'};
    case 'notFound':
      return {status: 'rejected', code: 'ORDER_NOT_FOUND', message: text, retry: 'reread'};
    case 'badRequest':
    case 'forbidden':
      return {status: 'rejected', code: 'REQUEST_REFUSED', message: textOf(error), retry: 'human'};
    default:
      return {status: 'unknown', reason: textOf(error)};
  }
}
