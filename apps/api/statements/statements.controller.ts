import type { Config } from '@amie/config';
import { type YearFacts, yearFacts } from '@amie/database';
import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { month } from '../days/fields.js';
import { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { CONFIG } from '../http/config.js';
import { getMember, type MemberRow } from '../http/find-member.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Problem } from '../problems/problem.js';
import { dueLines, dueView } from './due.js';
import { fileHeaders, formatOf, type PrintQuery, printQuery } from './formats.js';
import { proofCsv } from './proof-csv.js';
import { proofDocument, proofView } from './proof-document.js';
import { ProofError, type Proof, proofOf } from './proof.js';
import { statementCsv } from './statement-csv.js';
import { statementDocument, statementView } from './statement-document.js';
import { yearParam } from './statement-schemas.js';
import { statementOf } from './statement.js';

/** A member's sheet of a year, and the proof that the shares of a cost are exact: JSON, a spreadsheet, one A4 page. */
@Controller('api/v1')
export class StatementsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('statements/:member/:year')
  @Tells({ summary: "A member's sheet of a year, as JSON, CSV or PDF", answer: statementView })
  async statement(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Param('year', { schema: yearParam }) year: number,
    @Query({ schema: printQuery }) query: PrintQuery,
    @Headers('accept') accept?: string,
  ): Promise<Answer> {
    const { member, facts } = await this.look(reference, year);
    const statement = statementOf(facts, member.slug);
    const format = formatOf(query, accept);
    const language = query.language ?? asked.language;
    if (format === 'json') return new Answer(200, statementDocument(statement, language));
    const base = this.config.publicUrl;
    const headers = fileHeaders(`releve-${member.slug}-${year}`, format, language);
    if (format === 'csv') return new Answer(200, statementCsv(statement, language, base), headers);
    // Loaded when first printed: what draws pages stays out of an idle API.
    const { statementPdf } = await import('./pdf/statement-pdf.js');
    return new Answer(200, await statementPdf(statement, { language, base }), headers);
  }

  @Get('statements/:member/:year/due/:month')
  @Tells({ summary: 'How what a member owes of a month came about', answer: dueView })
  async due(
    @Param('member') reference: string,
    @Param('year', { schema: yearParam }) year: number,
    @Param('month', { schema: month }) of: string,
  ): Promise<object> {
    const { member, facts } = await this.look(reference, year);
    const found = dueLines(facts, of, member.slug);
    if (!found) throw new Problem('cost-missing', { month: of });
    return found;
  }

  @Get('proof/:year')
  @Tells({ summary: 'The exact share of each member in the cost of a year, as JSON or CSV', answer: proofView })
  async proof(
    @By() asked: Asked,
    @Param('year', { schema: yearParam }) year: number,
    @Query({ schema: printQuery }) query: PrintQuery,
    @Headers('accept') accept?: string,
  ): Promise<Answer> {
    const facts = await withScope(this.db, 'all', em => yearFacts(em, year));
    const proof = proved(facts);
    if (formatOf(query, accept) !== 'csv') return new Answer(200, proofDocument(proof));
    const language = query.language ?? asked.language;
    return new Answer(
      200,
      proofCsv(proof, language, this.config.publicUrl),
      fileHeaders(`preuve-${year}`, 'csv', language),
    );
  }

  // Shares of a cost are only known together: the reach is everybody's, the sheet one member's.
  private look(reference: string, year: number): Promise<{ member: MemberRow; facts: YearFacts }> {
    return withScope(this.db, 'all', async em => ({
      member: await getMember(em, reference),
      facts: await yearFacts(em, year),
    }));
  }
}

function proved(facts: YearFacts): Proof {
  try {
    return proofOf(facts);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    throw new Problem('proof-unsplit', { month: error.month, cents: String(error.cost), sum: String(error.sum) });
  }
}
