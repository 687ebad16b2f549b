import { type CliConfig, readCliConfig } from '@amie/config';
import { readFileSync } from 'node:fs';
import { howToGiveTheToken } from './api-problem.js';
import { Client } from './client.js';
import { CommandFailure, exitCodes } from './exit-codes.js';
import { Output } from './output.js';
import type { Language } from './words.js';

/** Options every command has, and those every change has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly lang?: Language;
  /** Shows the plan and changes nothing. */
  readonly dryRun?: boolean;
  /** False returns as soon as the task is started. */
  readonly wait?: boolean;
  /** Seconds to wait for a task. */
  readonly timeout?: number;
}

/** What a command works with: the API, what it prints to, and how it was asked to behave. */
export class Terminal {
  readonly output: Output;
  readonly isDryRun: boolean;
  readonly waits: boolean;
  /** Gives up following once it is aborted. */
  readonly deadline: AbortSignal | undefined;
  private connected: Client | undefined;

  constructor(
    options: CommonOptions,
    private readonly readConfig: () => CliConfig = readCliConfig,
  ) {
    this.output = new Output(options.json ?? false, options.lang ?? readConfig().language);
    this.isDryRun = options.dryRun ?? false;
    this.waits = options.wait ?? true;
    this.deadline = options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout * 1000);
  }

  /** The API; throws when no token is given, so that commands without it still run. */
  get client(): Client {
    return (this.connected ??= this.connect());
  }

  /** Whether a person is there to be asked. */
  get isInteractive(): boolean {
    return process.stdin.isTTY === true && process.stderr.isTTY === true && !this.output.isJson;
  }

  private connect(): Client {
    const { url, token } = this.readConfig();
    const { language, say } = this.output;
    if (token) return new Client({ url, token, language });
    const missing = say('Aucun jeton n’est donné.', 'No token is given.');
    throw new CommandFailure(`${missing}\n${howToGiveTheToken(language)}`, exitCodes.unreachable);
  }
}

/** The bytes of a file, or of standard input for `-`. */
export function readInput(terminal: Terminal, file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? '';
    throw new CommandFailure(
      terminal.output.say(`${file} ne peut pas être lu (${reason}).`, `${file} cannot be read (${reason}).`),
      exitCodes.usage,
    );
  }
}
