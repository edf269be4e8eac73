import type {Channel} from '../channel.ts';
import {type EventFilter, passesOf} from '../event-filter.ts';
import {eventMessage, type Severity} from '../event-message.ts';
import {retryAfterMs, secondsIn} from '../retry-after.ts';
import {SecretCutter} from '../secret-cutter.ts';
import {cutTo} from '../text-length.ts';

export type DiscordTerms = EventFilter & Readonly<{kind: 'discord'; name: string; url: string}>;

/** Left of the embed. */
const COLOURS: Readonly<Record<Severity, number>> = {
  good: 0x2e_a0_43,
  info: 0x57_60_6a,
  warning: 0xd2_99_22,
  critical: 0xcf_22_2e,
};

/** What Discord takes, in characters. */
const CONTENT_MAX = 2000;
const DESCRIPTION_MAX = 4096;

/** @see https://docs.discord.com/developers/resources/webhook#execute-webhook */
export function discordChannel({name, url, ...filter}: DiscordTerms): Channel {
  const secrets = new SecretCutter([url]);
  const address = new URL(url);
  // Without it a message that is not kept is answered as if it were.
  address.searchParams.set('wait', 'true');
  return {
    name,
    wants: passesOf(filter),
    request: (event) => {
      const {title, lines, severity} = eventMessage(event);
      const embed = {
        ...(lines.length === 0
          ? {title: cutTo(event.kind, 256)}
          : {description: cutTo(withoutMarkdown(lines.join('\n')), DESCRIPTION_MAX)}),
        color: COLOURS[severity],
        timestamp: new Date(event.atMs).toISOString(),
        footer: {text: `Vigil · event ${event.id}`},
      };
      const message = {
        content: cutTo(`**${withoutMarkdown(title)}**`, CONTENT_MAX),
        embeds: [embed],
        // Whatever a text says, nobody is pinged by it.
        allowed_mentions: {parse: []},
      };
      const headers = {'content-type': 'application/json', 'user-agent': 'Vigil'};
      return {url: address.href, headers, body: JSON.stringify(message)};
    },
    askedPauseMs: ({status, headers, body}, nowMs) => {
      if (status === 429)
        return secondsIn(body, 'retry_after') ?? retryAfterMs(headers['retry-after'], nowMs);
      // The last that may be sent before the limit begins anew.
      if (headers['x-ratelimit-remaining'] === '0') {
        return retryAfterMs(headers['x-ratelimit-reset-after'], nowMs);
      }
      return retryAfterMs(headers['retry-after'], nowMs);
    },
    redacted: (text) => secrets.cut(text),
  };
}

/** The text as it is: no part of it is taken for a format, a link or a mention. */
function withoutMarkdown(text: string): string {
  return text.toWellFormed().replaceAll(/[\\*_~`|>#\-+[\]()<@:]/g, String.raw`\$&`);
}
