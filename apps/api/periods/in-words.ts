import { PeriodRefused } from '@amie/database';
import { Problem } from '../problems/problem.js';

/** Gives what a month, a policy or a decision is refused for its words; whatever else is thrown stays what it is. */
export async function inWords<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof PeriodRefused ? new Problem(error.code, error.params) : error;
  }
}
