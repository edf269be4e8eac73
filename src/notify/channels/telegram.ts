import type {Channel} from '../channel.ts';
import {type EventFilter, passesOf} from '../event-filter.ts';
import {timeText} from '../event-details.ts';
import {eventMessage} from '../event-message.ts';
import {retryAfterMs, secondsIn} from '../retry-after.ts';
import {SecretCutter} from '../secret-cutter.ts';
import {cutTo} from '../text-length.ts';

export type TelegramTerms = EventFilter &
  Readonly<{
    kind: 'telegram';
    name: string;
    token: string;
    /** Number of a chat, or `@name` of a channel. */
    chat: string | number;
    /** Of a Bot API server, without a slash at its end. */
    apiUrl: string;
  }>;

/** What Telegram takes, in characters after the marks are read. */
const TEXT_MAX = 4096;

/** @see https://core.telegram.org/bots/api#sendmessage */
export function telegramChannel({name, token, chat, apiUrl, ...filter}: TelegramTerms): Channel {
  const url = `${apiUrl}/bot${token}/sendMessage`;
  const secrets = new SecretCutter([token, url]);
  return {
    name,
    wants: passesOf(filter),
    request: (event) => {
      const {title, lines} = eventMessage(event);
      const time = timeText(event.atMs);
      // The time is short and the title is what matters: what is too long is cut from the lines.
      const head = cutTo(title, TEXT_MAX / 4);
      const middle = cutTo(lines.join('\n'), TEXT_MAX - head.length - time.length - 2);
      const text = [
        `<b>${escaped(head)}</b>`,
        ...(middle === '' ? [] : [escaped(middle)]),
        `<i>${escaped(time)}</i>`,
      ].join('\n');
      const message = {chat_id: chat, text, parse_mode: 'HTML', link_preview_options: {is_disabled: true}};
      const headers = {'content-type': 'application/json', 'user-agent': 'Vigil'};
      return {url, headers, body: JSON.stringify(message)};
    },
    askedPauseMs: ({headers, body}, nowMs) =>
      secondsIn(body, 'parameters', 'retry_after') ?? retryAfterMs(headers['retry-after'], nowMs),
    redacted: (text) => secrets.cut(text),
  };
}

/** Text in Telegram's HTML: only these three mean something there. */
function escaped(text: string): string {
  return text.toWellFormed().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
