/** A first-in-first-out queue in a growing ring of slots (a power of two), so that taking from the front never moves the rest. */
export class Ring<T> {
  #slots: (T | undefined)[] = new Array(16);
  #head = 0;
  length = 0;

  push(item: T): void {
    if (this.length === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.length) & (this.#slots.length - 1)] = item;
    this.length++;
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.length--;
    return item;
  }

  #grow(): void {
    const { length } = this;
    const grown: (T | undefined)[] = new Array(this.#slots.length * 2);
    for (let i = 0; i < length; i++) grown[i] = this.#slots[(this.#head + i) & (this.#slots.length - 1)];
    this.#slots = grown;
    this.#head = 0;
  }
}
