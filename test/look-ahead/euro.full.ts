import {testMarket} from './market-laws.ts';

testMarket('EURUSD');
