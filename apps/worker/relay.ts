import type { Config } from '@amie/config';
import { problemOf, RetriableError } from '@amie/reconcile';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import type { Mail } from './invitation-mail.js';
import { CONFIG } from './tokens.js';

const deadlineMs = 15_000;

/** Hands mail to the configured relay. Throws a `RetriableError` when it is not there, not set up, or says no. */
@Injectable()
export class Relay implements OnApplicationShutdown {
  #transport: Promise<Transporter> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async send(to: string, mail: Mail): Promise<void> {
    const { relay } = this.config;
    if (!relay) throw new RetriableError('relay-missing', 'AMIE_RELAY_URL and AMIE_RELAY_FROM are not set');
    this.#transport ??= this.#open(relay.url);
    const transport = await this.#transport;
    // A machine wrote it: no away message is to answer.
    const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
    try {
      await transport.sendMail({ ...mail, from: relay.from, to: { name: '', address: to }, headers });
    } catch (error) {
      throw asRelayProblem(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    (await this.#transport)?.close();
  }

  // Loaded with the first mail: most of the time there is none to send.
  async #open(address: string): Promise<Transporter> {
    const { createTransport } = await import('nodemailer');
    const url = new URL(address);
    const isSecure = url.protocol === 'smtps:';
    const password = url.username === '' ? undefined : this.config.credentials.read('platform/relay-password');
    return createTransport({
      host: url.hostname,
      port: Number(url.port) || (isSecure ? 465 : password ? 587 : 25),
      secure: isSecure,
      requireTLS: password !== undefined,
      auth: password && { user: decodeURIComponent(url.username), pass: password.use(text => text) },
      // Between mail servers TLS is taken as offered (RFC 7435); a password goes only to one that proves its name.
      tls: { rejectUnauthorized: isSecure || password !== undefined },
      pool: true,
      maxConnections: 4,
      connectionTimeout: deadlineMs,
      greetingTimeout: deadlineMs,
      socketTimeout: deadlineMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}

/** Never passes on what was sent: the mail holds a link that opens a mailbox. */
function asRelayProblem(error: unknown): RetriableError {
  const { responseCode, response } = (error ?? {}) as { responseCode?: unknown; response?: unknown };
  if (typeof responseCode !== 'number') return new RetriableError('relay-unreachable', problemOf(error).detail);
  return new RetriableError('relay-refused', typeof response === 'string' ? response : `${responseCode}`);
}
