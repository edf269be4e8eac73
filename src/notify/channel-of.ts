import type {Channel} from './channel.ts';
import {type DiscordTerms, discordChannel} from './channels/discord.ts';
import {type TelegramTerms, telegramChannel} from './channels/telegram.ts';
import {type WebhookTerms, webhookChannel} from './channels/webhook.ts';

/** All that a channel is made of, with its secrets. Plain data: it crosses to another thread. */
export type ChannelTerms = WebhookTerms | DiscordTerms | TelegramTerms;

export function channelOf(terms: ChannelTerms, databaseId: string): Channel {
  switch (terms.kind) {
    case 'webhook':
      return webhookChannel(terms, databaseId);
    case 'discord':
      return discordChannel(terms);
    case 'telegram':
      return telegramChannel(terms);
  }
}
