import {Chalk} from 'chalk';
import type {Style} from '../terminal.ts';

/** No colours: for text that is measured first and coloured as a whole. */
export const PLAIN: Style = {isTerminal: false, colour: new Chalk({level: 0}), columns: 80};
