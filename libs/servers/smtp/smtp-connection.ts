import type { SecretText } from '@amie/reconcile';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { connectionFailure, messageOf, retriable } from '../failures.js';
import type { Connection } from '../shared-connections.js';

export interface SmtpAddress {
  readonly name: string;
  readonly address: string;
  readonly port?: number;
  /** PEM of the only authority whose certificates are accepted. */
  readonly authority: SecretText;
}

/** What the server said to one recipient, or to the whole message. */
export interface SmtpReply {
  readonly isAccepted: boolean;
  /** 250, 452, 550, 552… */
  readonly code: number;
  readonly text: string;
}

interface SmtpError extends Error {
  readonly responseCode?: number;
  readonly recipient?: string;
  readonly rejectedErrors?: readonly SmtpError[];
}

const connectMilliseconds = 5_000;
const answerMilliseconds = 15_000;

/** One SMTP connection under TLS, kept for many messages, one at a time. Sends with the null sender: nothing bounces. */
export class SmtpConnection implements Connection {
  private turn: Promise<unknown> = Promise.resolve();
  private isLost = false;

  private constructor(
    private readonly connection: SMTPConnection,
    private readonly name: string,
  ) {
    connection.on('end', () => this.close());
    connection.on('error', () => this.close());
  }

  /** Throws `certificate-wrong` or `server-unreachable`. */
  static open(to: SmtpAddress): Promise<SmtpConnection> {
    const connection = to.authority.use(
      ca =>
        new SMTPConnection({
          host: to.address,
          port: to.port ?? 25,
          name: 'amie.internal',
          requireTLS: true,
          tls: { ca, minVersion: 'TLSv1.2' },
          connectionTimeout: connectMilliseconds,
          greetingTimeout: connectMilliseconds,
          socketTimeout: 90_000,
        }),
    );
    return new Promise((resolve, reject) => {
      connection.once('error', error => reject(connectionFailure(`SMTP ${to.name}`, error)));
      connection.connect(error => {
        if (error) return reject(connectionFailure(`SMTP ${to.name}`, error));
        connection.removeAllListeners('error');
        resolve(new SmtpConnection(connection, to.name));
      });
    });
  }

  get isUsable(): boolean {
    return !this.isLost && !this.connection.destroyed;
  }

  close(): void {
    this.isLost = true;
    this.connection.close();
  }

  /** One message to several recipients; the reply for each. Throws when the server gives no answer: unknown. */
  async deliver(recipients: readonly string[], message: string): Promise<ReadonlyMap<string, SmtpReply>> {
    const sent = this.turn.then(() => this.send(recipients, message));
    this.turn = sent.catch(() => {});
    return sent;
  }

  private send(recipients: readonly string[], message: string): Promise<ReadonlyMap<string, SmtpReply>> {
    // Told the size beforehand, a server refuses what a full mailbox would not take.
    const envelope = { from: false as const, to: [...recipients], size: Buffer.byteLength(message) };
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.close();
        reject(retriable('server-unreachable', `SMTP ${this.name}: no answer`));
      }, answerMilliseconds);
      this.connection.send(envelope, message, (error, sent) => {
        clearTimeout(late);
        const refused = (error as SmtpError | null)?.rejectedErrors ?? sent?.rejectedErrors ?? [];
        // After an error the state of the dialogue is not certain: the next message gets a connection of its own.
        if (error) this.close();
        if (error && refused.length === 0) return reject(this.failure(error as SmtpError));
        resolve(new Map(recipients.map(address => [address, replyTo(address, refused as readonly SmtpError[])])));
      });
    });
  }

  private failure(error: SmtpError): Error {
    const code = error.responseCode ? 'smtp-refused' : 'server-unreachable';
    return retriable(code, `SMTP ${this.name}: ${messageOf(error)}`, error);
  }
}

function replyTo(address: string, refused: readonly SmtpError[]): SmtpReply {
  const refusal = refused.find(error => error.recipient === address);
  if (!refusal) return { isAccepted: true, code: 250, text: 'accepted' };
  return { isAccepted: false, code: refusal.responseCode ?? 0, text: messageOf(refusal) };
}
