/**
 * Rare situations that a set of runs must have been in: one that never comes about is one in which nothing has
 * been tried.
 */
export const SITUATIONS = {
  'crash between claim and order': 'the monitor died when its claim was on disk and nothing was sent',
  'accepted and nobody heard': 'the venue had the order, and its answer was lost',
  'taken over while stopped': 'the lease passed to another while its holder was stopped',
  'cancel against a placement': 'a user cancelled a plan that was executing',
  'cancel came first': 'a claim was refused because somebody had moved the plan',
  'locked when settling': 'the database was locked when an outcome was to be written',
  'no room for a claim': 'the disk was full when a claim was to be made',
  'commit lost with the power': 'the power went and took a commit of which nobody knew',
  'power lost between commit and answer': 'the power went when a claim or an outcome was on its way to disk',
  parked: 'nobody could establish what had become of an order',
  'parked and settled by evidence': 'an order that was parked was found after all',
  'resolved by a person': 'a person settled an order that was parked',
  'interrupted order found': 'a monitor settled an order that another had sent',
  'interrupted order never sent': 'a monitor settled as never sent what another had claimed',
  'order came too late': 'the terminal refused an order because its time was over',
  'order came after its fence': 'the terminal refused an order that it had promised never to send',
  'order came twice': 'the terminal knew an order that it was sent',
  'found without its comment': 'an order was found by its number, its comment being cut or gone',
  'both of a group were met': 'a claim was refused because another plan of the group was first',
  'sibling cancelled': 'a plan was cancelled because another of its group had an order',
  'halted while executing': 'trading was halted while an order was on its way',
  'limit reached': 'a claim was refused by a limit',
  'filled in parts': 'an order was filled in more than one part',
  requoted: 'the venue wanted another price',
  'refused for good': 'a plan failed',
  'resting order filled': 'a limit or stop order was filled',
  'resting order withdrawn': 'a limit or stop order was withdrawn on demand',
  'filled while being withdrawn': 'a resting order was filled when its withdrawal had been asked for',
  'expired while executing': 'the time of a plan was over while its order was on its way',
  'stop set again': 'a position had lost its stop loss and got it back',
  'closed by the venue': 'a position was closed by its stop loss or take profit',
  'gate shut for a clock': 'nothing fired because a clock was in doubt',
  'lease lapsed and renewed': 'a monitor went on with a lease that had lapsed and nobody had taken',
  'another epoch': 'a claim was refused because the lease was another’s',
  'edit against a claim': 'an edit was refused because the plan had been claimed',
  'terminal died over an order': 'the terminal died between noting an order and noting its answer',
  'answer was nonsense': 'an answer that could not be true was looked up',
  'connection to the database lost': 'a monitor ended because a write had failed for good',
  'fired on closed bars': 'a plan fired whose condition looks at closed bars',
  'held over a restart': 'a plan fired whose hold had begun in an earlier process',
  'sequence over a restart': 'a plan fired whose first steps had been seen in an earlier process',
  'bars told on a new line': 'the terminal told its bars after the line to it had been lost',
} as const;

export type Situation = keyof typeof SITUATIONS;

/** How often which situation came about. */
export class Sometimes {
  readonly #counts = new Map<Situation, number>();

  note(situation: Situation): void {
    this.#counts.set(situation, (this.#counts.get(situation) ?? 0) + 1);
  }

  counts(): Readonly<Record<Situation, number>> {
    const names = Object.keys(SITUATIONS) as Situation[];
    return Object.fromEntries(names.map((name) => [name, this.#counts.get(name) ?? 0])) as Record<
      Situation,
      number
    >;
  }
}
