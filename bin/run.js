#!/usr/bin/env node
// The program as users start it. This file and those beside it are read by whatever Node the machine
// has, so they keep to the language of 2020 and import nothing that an old Node lacks.
import {launch} from './launch.js';

void launch(import.meta.url, 'start.js');
