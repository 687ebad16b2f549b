import { codeOf } from '@amie/database';
import { Problem, type ProblemParams } from '../problems/problem.js';
import type { ProblemCode } from '../problems/catalogue.js';

// What the database refuses whoever writes (migration 12), in the words of people.
const codes: Readonly<Record<string, ProblemCode>> = {
  AM201: 'entry-settled',
  AM203: 'entry-not-validated',
  AM204: 'entry-second-person',
  AM205: 'entry-over-midnight',
  AM206: 'entry-in-future',
  AM207: 'technician-left',
  AM208: 'entry-not-ended',
  AM209: 'attendance-not-training',
};

/** Gives the ledger's own refusals their words; the transaction is over by then. */
export async function inWords<Result>(work: Promise<Result>, params: ProblemParams = {}): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const code = codes[codeOf(error)];
    throw code ? new Problem(code, params) : error;
  }
}
