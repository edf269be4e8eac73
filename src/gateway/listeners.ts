/** Those who want to hear of something. */
export class Listeners<Word> {
  readonly #listeners = new Set<(word: Word) => void>();

  /** Returns the way out. One function may be added twice, and each way out is one way out. */
  add(listener: (word: Word) => void): () => void {
    const entry = (word: Word) => listener(word);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  clear(): void {
    this.#listeners.clear();
  }

  tell(word: Word): void {
    for (const listener of this.#listeners) listener(word);
  }
}
