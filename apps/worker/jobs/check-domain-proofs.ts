import type { Config } from '@amie/config';
import { dueProofs, type ProofAnswer, type ProofToCheck, recordProof } from '@amie/database';
import { Bell, OnJob } from '@amie/queue';
import { problemOf } from '@amie/reconcile';
import { resolveTxt } from '@amie/servers';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { CONFIG, DATABASE } from '../tokens.js';

const batchSize = 20;

/** Looks for the TXT record that shows a domain to be its member's; what the DNS does not answer stays unknown. */
@Injectable()
export class CheckDomainProofs {
  readonly #log = new Logger('proofs');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly bell: Bell,
  ) {}

  @OnJob('proofs')
  async check(signal: AbortSignal): Promise<void> {
    const due = await dueProofs(this.db, batchSize);
    await Promise.all(due.map(proof => this.#checkOne(proof, signal)));
    if (due.length === batchSize) await this.bell.ringErrand('proofs');
  }

  async #checkOne(proof: ProofToCheck, signal: AbortSignal): Promise<void> {
    const answer = await this.#ask(proof);
    if (signal.aborted) return;
    const lanes = await recordProof(this.db, proof, answer);
    if (answer.isProved) this.#log.log({ msg: 'domain proved', domain: proof.domain });
    await this.bell.ring('reconcile', lanes);
  }

  async #ask({ domain, token }: ProofToCheck): Promise<ProofAnswer> {
    const wanted = `amie-proof=${token}`;
    try {
      const names = [`_amie.${domain}`, domain];
      const records = await Promise.all(names.map(name => resolveTxt(name, { servers: this.config.dnsServers })));
      if (records.flat().includes(wanted)) return { isProved: true };
    } catch (error) {
      return { isProved: false, problem: problemOf(error) };
    }
    const detail = `no TXT record of ${domain} says ${wanted}`;
    return { isProved: false, problem: { code: 'proof-not-found', detail, isTerminal: false } };
  }
}
