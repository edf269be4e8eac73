/**
 * Everything that must hold, whatever goes wrong. I1 to I12 are about one plan and its order, E1 to E10 about
 * what plans have to do with each other, with limits and with people.
 *
 * `always` is looked at after each event, against the venue's ledger and the committed rows; `at rest` when
 * everything but what is broken for good has been mended, and time enough has passed.
 */
export const INVARIANTS = {
  I1: 'At most one order is accepted for a level of a plan, ever. (always)',
  I2: 'An order is accepted only while its intent is committed and has no outcome, and its level is executing. (always)',
  I3: 'What has become of every accepted order is what the database says of it. (at rest)',
  I3b: 'Nothing is executing any more. (at rest)',
  I4: 'What a monitor holds is what its live plans need, and nothing is under way. (at rest)',
  I5a: 'No plan waits whose time to live is over. (at rest)',
  I5b: 'A plan that was met by fresh quotes, and that nothing stands in the way of, has fired. (at rest)',
  I5c: 'No sweep finds a plan met that no event had woken. (always)',
  I6: 'A claim rests on a sound quote, heard at that moment and not stale, that meets the plan with what was known of bars and of before. (always)',
  I7: 'What the database takes for accepted, filled or closed is so at the venue. (always)',
  I8: 'A claim is made by the holder of the committed lease, under its epoch, before it was let go. (always)',
  I9: 'A level moves only along the edges of its life; versions, revisions and the chain of events only grow. (always)',
  I10: 'What was acknowledged stays, whatever is killed and whenever the power goes. (always)',
  I11: 'Every waiting plan is looked at again within the time of a sweep. (at rest)',
  I12: 'What is settled as rejected or not sent has not been accepted. (always)',
  E1: 'No order is accepted for a plan of a group while another one of it has an order that rests or was filled. (always)',
  E2: 'A plan is cancelled for its group only when another one of the group has an order. (always)',
  E3: 'Nothing is claimed while trading is halted. (always)',
  E4: 'No claim goes beyond the limits. (always)',
  E5: 'Only a level that was pending, of the version that is committed, is claimed. (always)',
  E6: 'The orders of a plan together trade no more than its volume. (always)',
  E7: 'Nothing fires, and no order is accepted, for a plan after its expiry. (always)',
  E8: 'An order whose withdrawal was asked for does not rest any more. (at rest)',
  E9: 'An open position has the stop loss that its plan wants, unless the price has passed it or plans share the position. (at rest)',
  E10: 'No order is accepted later than it may be sent. (always)',
  S1: 'The database is sound, by its own check. (at rest)',
  S2: 'Nothing fails that nobody has foreseen. (always)',
} as const;

export type InvariantId = keyof typeof INVARIANTS;

/** Something that must not be was found. */
export type Violation = Readonly<{
  invariant: InvariantId;
  plan: string | null;
  /** Ms since the beginning of the run. */
  at: number;
  what: string;
}>;
