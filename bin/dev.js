#!/usr/bin/env node
// The program from its sources, for its developers: no build is needed.
import {launch} from './launch.js';

void launch(import.meta.url, 'start-sources.js');
