/**
 * Two kinds of failure: terminal (no retry cures it; a person must edit something) or retried with backoff.
 * The code is a row of the catalogue; the detail is for technicians and never holds a secret.
 */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly isTerminal: boolean,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${detail}`, options);
    this.name = new.target.name;
  }
}

/** No retry cures it. */
export class TerminalError extends ServiceError {
  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(code, detail, true, options);
  }
}

/** Worth another try: server down, timeout, busy. The outcome of what was sent is unknown until observed again. */
export class RetriableError extends ServiceError {
  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(code, detail, false, options);
  }
}

/** A read that could not be finished; it ends its part of the run and never counts as absence. */
export class IncompleteReadError extends RetriableError {
  constructor(detail: string, options?: ErrorOptions) {
    super('read-incomplete', detail, options);
  }
}

/** The server holds a newer generation than the one sent; the next run reads the newer desired state. */
export class StaleGenerationError extends RetriableError {
  constructor(detail: string, options?: ErrorOptions) {
    super('generation-stale', detail, options);
  }
}

/** The server has seen a newer lease of this lane: this run must stop at once. */
export class StaleEpochError extends RetriableError {
  constructor(detail: string, options?: ErrorOptions) {
    super('epoch-stale', detail, options);
  }
}
