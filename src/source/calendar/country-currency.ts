const COUNTRIES: Readonly<Record<string, string>> = {
  USD: 'US PR',
  EUR: 'EA EU EMU EZ AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK BG',
  GBP: 'GB UK',
  JPY: 'JP',
  CHF: 'CH LI',
  CAD: 'CA',
  AUD: 'AU',
  NZD: 'NZ',
  CNY: 'CN',
  HKD: 'HK',
  SGD: 'SG',
  SEK: 'SE',
  NOK: 'NO',
  DKK: 'DK',
  PLN: 'PL',
  CZK: 'CZ',
  HUF: 'HU',
  RON: 'RO',
  ISK: 'IS',
  TRY: 'TR',
  ILS: 'IL',
  ZAR: 'ZA',
  MXN: 'MX',
  BRL: 'BR',
  CLP: 'CL',
  COP: 'CO',
  INR: 'IN',
  IDR: 'ID',
  KRW: 'KR',
  MYR: 'MY',
  PHP: 'PH',
  THB: 'TH',
  TWD: 'TW',
  RUB: 'RU',
  UAH: 'UA',
  SAR: 'SA',
  AED: 'AE',
};

const CURRENCY_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(COUNTRIES).flatMap(([currency, countries]) =>
    countries.split(' ').map((country) => [country, currency] as const),
  ),
);

/** The currency of a country by its two letters (ISO 3166), in capitals; EA and EMU are the euro area. */
export function currencyOfCountry(country: string): string | undefined {
  return CURRENCY_OF.get(country);
}
