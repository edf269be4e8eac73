import {type Line, span} from './line.ts';

const TEXT = [
  'q, Ctrl-C      quit',
  's              sort by distance, symbol or id',
  '↑ ↓ PgUp PgDn  choose a plan; scroll a text',
  'Enter, e       explain the chosen plan',
  'Esc            back',
  'p              pause, and go on',
  'Ctrl-Z         stop; `fg` goes on',
  '?              this help',
  '',
  'DISTANCE  from the price at which the side opens',
  '          to the boundary that is missing; 0: the',
  '          price is right, something else is missing;',
  '          -: no price says how far it is',
  'SHARE     the same as a share of the price',
  'MISSING   all that has to change before it fires',
];

export const HELP: readonly Line[] = TEXT.map((text) => [span(text)]);
