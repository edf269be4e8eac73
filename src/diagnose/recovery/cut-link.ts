import {
  type Connection,
  type SupervisedLink,
  type SupervisedLinkOptions,
} from '../../link/supervised-link.ts';

/** What is on the other side of a link, and can be taken away. */
export class Peer {
  #lose: ((reason: string) => void) | undefined;
  #isAway = false;

  readonly connect = (): Promise<Connection> => {
    if (this.#isAway) return Promise.reject(new Error('nobody answers'));
    let lose: (reason: string) => void = () => undefined;
    const lost = new Promise<string>((resolve) => {
      lose = resolve;
    });
    this.#lose = lose;
    return Promise.resolve({lost, close: () => lose('closed'), onTrouble: () => undefined});
  };

  /** Drops the connection; a new one is made at once. */
  drop(): void {
    this.#lose?.('the connection was dropped');
  }

  /** Drops the connection, and makes no other until it is back. */
  leave(): void {
    this.#isAway = true;
    this.drop();
  }

  comeBack(): void {
    this.#isAway = false;
  }
}

/** A link that a peer can take away. */
export type LinkClass = new (options: SupervisedLinkOptions) => SupervisedLink;
