import {
  type BadRow,
  type DomainName,
  type PeopleTable,
  parseDomainName,
  parsePeopleTable,
  type RowProblem,
} from '@amie/values';
import { Problem, type ProblemParams } from '../problems/problem.js';
import type { RowAside } from './checked-row.js';

export interface TableRules {
  readonly domain?: DomainName;
  readonly extraSuffixes: readonly string[];
  readonly allowReserved: boolean;
}

/** The table of a file, or the problem of the whole file. */
export function readTable(bytes: Uint8Array, rules: TableRules): PeopleTable {
  const parsed = parsePeopleTable(bytes, {
    ...(rules.domain && { domain: rules.domain }),
    suffixes: { suffix: 'known', extraSuffixes: rules.extraSuffixes },
    reservedNames: rules.allowReserved ? 'accept' : 'refuse',
  });
  if (parsed.ok) return parsed.value;
  throw new Problem(parsed.problem.code, { ...parsed.problem.detail });
}

/** A domain written in a query; refused by its own code. */
export function readDomain(text: string | undefined): DomainName | undefined {
  if (text === undefined) return undefined;
  const parsed = parseDomainName(text, { suffix: 'any' });
  if (parsed.ok) return parsed.value;
  throw new Problem(parsed.problem.code, { value: text.slice(0, 80), ...parsed.problem.detail });
}

/** The rows that the parser set aside, as the API shows refusals. */
export function rowsAside(bad: readonly BadRow[]): RowAside[] {
  return bad.map(({ row, problems }) => ({ row, problems: problems.map(problem => fieldProblem(row, problem)) }));
}

function fieldProblem(row: number, problem: RowProblem): RowAside['problems'][number] {
  const { code, field, column, value, detail } = problem;
  const named = column ?? field;
  return {
    code,
    row,
    ...(named !== undefined && { field: named }),
    ...(value !== undefined && { value }),
    ...(detail && { params: detail as ProblemParams }),
  };
}
