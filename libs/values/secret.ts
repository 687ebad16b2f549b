const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * Holds a secret so that it cannot leave by accident: printing and inspecting give `[secret]`, JSON throws.
 * Only `use` reveals it, to one function, at the place that needs it.
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  use<R>(reveal: (value: T) => R): R {
    return reveal(this.#value);
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): never {
    throw new TypeError('A secret is never written as JSON.');
  }

  [Symbol.toPrimitive](): string {
    return '[secret]';
  }

  [inspect](): string {
    return '[secret]';
  }
}
