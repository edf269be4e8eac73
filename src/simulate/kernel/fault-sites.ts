/**
 * Every place where something can go wrong, and how often it does once the place is active in a run.
 *
 * As FoundationDB does it: a place is active in a quarter of the runs, and there it strikes often. Faults that
 * are spread evenly over all runs are all rare in each of them, and what needs two of them is never met.
 *
 * `chance` is the share of the visits at which an active place strikes. A `habit` does not strike but is so for
 * the whole run, also when everything else has been mended.
 */
type Site = Readonly<{chance: number | 'habit'; does: string}>;

const sites = <Name extends string>(all: Readonly<Record<Name, Site>>) => all;

export const FAULT_SITES = sites({
  // Processes.
  'crash before claim': {chance: 0.2, does: 'the monitor is killed before its claim is made'},
  'crash after claim': {
    chance: 0.3,
    does: 'the monitor is killed when its claim is on disk and not answered',
  },
  'crash before submit': {
    chance: 0.3,
    does: 'the monitor is killed when the claim is answered and nothing sent',
  },
  'crash after submit': {chance: 0.3, does: 'the monitor is killed when the order is sent and not answered'},
  'crash before settle': {
    chance: 0.3,
    does: 'the monitor is killed when it knows the outcome and has not written it',
  },
  'crash after settle': {
    chance: 0.2,
    does: 'the monitor is killed when the outcome is on disk and not answered',
  },
  'crash in a lookup': {chance: 0.1, does: 'the monitor is killed while it asks what became of an order'},
  'crash anywhere': {chance: 0.002, does: 'a monitor is killed at any other await'},
  'crash of a user': {chance: 0.05, does: 'a command is killed at an await'},
  'pause after claim': {chance: 0.2, does: 'the monitor is stopped past its lease between claim and order'},
  'pause anywhere': {chance: 0.002, does: 'a monitor is stopped for a while, sometimes past its lease'},
  'power loss': {chance: 0.004, does: 'the machine goes off: what was not acknowledged on disk is gone'},
  'power loss at a commit': {chance: 0.01, does: 'the machine goes off between a commit and its answer'},
  'slow restart': {chance: 0.3, does: 'a monitor that has ended is away for up to a minute'},
  'orderly stop': {chance: 0.01, does: 'a monitor is asked to end, by its service manager'},
  'orderly stop in a hold': {
    chance: 0.2,
    does: 'a monitor is asked to end while a plan waits that remembers what was before',
  },
  // Clocks.
  'clocks differ': {chance: 'habit', does: 'the machines are set up to 5 minutes apart'},
  'clock jumps': {chance: 0.03, does: 'a machine’s clock is set, by up to 5 minutes'},
  'clock strobes': {chance: 0.02, does: 'a machine’s clock is set to and fro for some seconds'},
  'clock set back over old quotes': {
    chance: 0.5,
    does: 'a machine’s clock is set back just before quotes come that are as old',
  },
  // The database.
  'database locked': {chance: 0.005, does: 'somebody holds the write lock for up to 20 s'},
  'locked at a settlement': {
    chance: 0.3,
    does: 'somebody takes the write lock when an outcome is to be written',
  },
  'disk full': {chance: 0.004, does: 'nothing can be written for up to 30 s'},
  'disk full at a claim': {chance: 0.2, does: 'there is no room for the claim, and for some seconds'},
  'disk read-only': {chance: 0.003, does: 'the database cannot be written for up to 30 s'},
  'disk fails': {chance: 0.0007, does: 'a write fails so that the connection is lost'},
  'slow disk': {chance: 0.05, does: 'a turn of the store takes up to 3 s'},
  'wedged worker': {chance: 0.002, does: 'the store’s thread does not answer for up to 40 s'},
  // The line to the terminal.
  'request lost': {chance: 0.1, does: 'a request never arrives'},
  'request late': {chance: 0.1, does: 'a request arrives up to 15 s late'},
  'request doubled': {chance: 0.15, does: 'a request arrives twice'},
  'submit late': {chance: 0.25, does: 'an order arrives about when it is too late for it'},
  'reply lost': {chance: 0.15, does: 'what was asked for is done, and nobody hears of it'},
  'reply late': {chance: 0.1, does: 'the answer comes up to 15 s late'},
  'reply doubled': {chance: 0.15, does: 'the answer comes twice'},
  'reply wrong': {chance: 0.3, does: 'the answer to an order is nonsense'},
  'line cut': {chance: 0.01, does: 'the connection to the terminal breaks'},
  partition: {chance: 0.004, does: 'nothing gets through to the terminal for up to a minute'},
  'event lost': {chance: 0.3, does: 'the terminal’s word of an order is lost'},
  'event doubled': {chance: 0.3, does: 'it comes twice'},
  'event late': {chance: 0.2, does: 'it comes up to 20 s late'},
  // The terminal.
  'terminal crash before order': {
    chance: 0.15,
    does: 'the terminal dies when it has noted the order and not asked the venue',
  },
  'terminal crash after order': {
    chance: 0.15,
    does: 'the terminal dies when the venue has the order and it has not noted it',
  },
  'terminal crash': {chance: 0.003, does: 'the terminal dies at some other time'},
  'terminal offline': {
    chance: 0.01,
    does: 'the terminal loses its own line to the server for up to a minute',
  },
  'terminal without fence': {chance: 'habit', does: 'the terminal cannot promise never to send an order'},
  'terminal journal full': {chance: 0.1, does: 'the terminal cannot write its journal'},
  // The venue.
  requote: {chance: 0.2, does: 'the venue wants another price'},
  'venue refuses': {chance: 0.15, does: 'the venue refuses, for now or for good'},
  'venue silent': {chance: 0.1, does: 'the venue gives no result, and has not done it'},
  'venue silent though done': {chance: 0.2, does: 'the venue gives no result, and has done it'},
  'partial fills': {chance: 'habit', does: 'orders are filled in parts'},
  slippage: {chance: 'habit', does: 'fills are worse than the quote'},
  netting: {chance: 'habit', does: 'all orders on a symbol hold one position together'},
  'comment cut': {chance: 'habit', does: 'the venue keeps 16 characters of a comment'},
  'comment erased': {chance: 'habit', does: 'the venue keeps no comment'},
  'history slow': {chance: 'habit', does: 'an order shows in the lists only after up to 20 s'},
  'list unreadable': {chance: 0.15, does: 'one of the venue’s lists cannot be read'},
  'few bars': {chance: 'habit', does: 'the terminal has next to no bars from before the run'},
  'bars unreadable': {chance: 0.2, does: 'the terminal cannot read its bars'},
  'stop lost': {chance: 0.2, does: 'the venue forgets the stop loss of a position'},
  // The market.
  'feed silent': {chance: 0.006, does: 'a symbol is not quoted for up to 2 minutes'},
  'symbol silent for good': {chance: 'habit', does: 'one symbol is not quoted any more from some time on'},
  'feed freezes': {chance: 0.006, does: 'the last quote is sent again and again'},
  'feed lags': {chance: 0.006, does: 'quotes come in one burst, up to 90 s late'},
  'quote doubled': {chance: 0.1, does: 'a quote comes twice'},
  'quotes out of order': {chance: 0.1, does: 'a quote overtakes another'},
  'quote crossed': {chance: 0.05, does: 'bid above ask'},
  'quote of nothing': {chance: 0.02, does: 'a price of 0'},
  'quote stale': {chance: 0.04, does: 'a quote that is 20 s to 10 min old on arrival'},
  'price gap': {chance: 0.01, does: 'the price jumps'},
  // People.
  'cancel at a placement': {chance: 0.3, does: 'a user cancels within 300 ms of a claim'},
  'edit at a placement': {chance: 0.15, does: 'a user edits within 300 ms of a claim'},
  'halt at a placement': {chance: 0.05, does: 'a user halts within 300 ms of a claim'},
  'met before its expiry': {chance: 0.5, does: 'the market meets a plan in the last seconds of its life'},
  'limits are tight': {chance: 'habit', does: 'few orders and positions are allowed'},
});

export type FaultSite = keyof typeof FAULT_SITES;

export const FAULT_SITE_NAMES = Object.keys(FAULT_SITES) as readonly FaultSite[];
