import type {OutboxEvent} from '../ports/outbox.ts';
import type {PostAnswer, PostRequest} from './post.ts';

/** One place where people are told, and how to tell them. Pure: whoever has it sends the requests. */
export interface Channel {
  readonly name: string;
  wants(event: OutboxEvent): boolean;
  /** @param nowMs When it is sent: a signature has its time. */
  request(event: OutboxEvent, nowMs: number): PostRequest;
  /** For how long the endpoint wants to be left alone, ms; undefined: it does not say. */
  askedPauseMs(answer: PostAnswer, nowMs: number): number | undefined;
  /** The text without anything that must stay between us and the endpoint. */
  redacted(text: string): string;
}
