import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '@amie/config';
import { claimInvitations, type InvitationToSend, recordInvitationSent, recordInvitationUnsent } from '@amie/database';
import { Bell, OnJob } from '@amie/queue';
import { problemOf } from '@amie/reconcile';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { renderInvitation } from '../invitation-mail.js';
import { Relay } from '../relay.js';
import { CONFIG, DATABASE } from '../tokens.js';

const batchSize = 20;
const daysValid = 7;
const longestRetrySeconds = 3600;

/**
 * Mails each person whose mailbox works the link that sets its password. The link's token exists in the mail alone: the
 * database keeps its SHA-256, stored before the mail leaves, so that a link that arrives always works.
 */
@Injectable()
export class SendInvitations {
  readonly #log = new Logger('invitations');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly relay: Relay,
    private readonly bell: Bell,
  ) {}

  @OnJob('invitations')
  async send(signal: AbortSignal): Promise<void> {
    const tokens = new Map<string, string>();
    const claimed = await claimInvitations(this.db, batchSize, daysValid, id => {
      const token = randomBytes(32).toString('base64url');
      tokens.set(id, token);
      return createHash('sha256').update(token).digest();
    });
    await Promise.all(claimed.map(invitation => this.#sendOne(invitation, tokens.get(invitation.id) ?? '', signal)));
    if (claimed.length === batchSize) await this.bell.ringErrand('invitations');
  }

  async #sendOne(invitation: InvitationToSend, token: string, signal: AbortSignal): Promise<void> {
    // Not sent and not recorded: it is due again once its claim runs out.
    if (signal.aborted) return;
    const link = `${this.config.publicUrl}/activation/${token}`;
    try {
      await this.relay.send(invitation.ownEmail, renderInvitation(invitation, link, this.config.timezone));
    } catch (error) {
      await this.#putOff(invitation, error);
      return;
    }
    await recordInvitationSent(this.db, invitation.id);
  }

  async #putOff(invitation: InvitationToSend, error: unknown): Promise<void> {
    const problem = problemOf(error);
    const retryInSeconds = Math.min(longestRetrySeconds, 10 * 2 ** Math.min(invitation.attempts, 10));
    this.#log.warn({ msg: 'invitation put off', invitation: invitation.id, code: problem.code, retryInSeconds });
    await recordInvitationUnsent(this.db, invitation.id, problem, retryInSeconds);
  }
}
