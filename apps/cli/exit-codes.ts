/** Exit codes scripts can trust; listed in `amie --help`. */
export const exitCodes = {
  done: 0,
  /** The API refused, or a task failed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Applied, but some rows were set aside; they are named. */
  partly: 3,
  /** A plan was shown and nobody approved it: nothing was written. */
  notApproved: 4,
  /** The API does not answer, or the token is refused. */
  unreachable: 5,
  /** Interrupted (128 + SIGINT): what was asked goes on without us. */
  interrupted: 130,
} as const;

/** Ends the command with a sentence and an exit code, without a stack trace. */
export class CommandFailure extends Error {
  constructor(
    message: string,
    readonly exitCode: number = exitCodes.failed,
    /** What a script reads under `--json`; the sentence alone when absent. */
    readonly document?: object,
  ) {
    super(message);
    this.name = 'CommandFailure';
  }
}
