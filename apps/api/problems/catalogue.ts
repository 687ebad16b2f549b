import type { PeriodRefusal } from '@amie/database';
import type { ProblemCode as ValueProblemCode } from '@amie/values';
import type { ProblemRow } from './row.js';
import { addressRows } from './rows/addresses.js';
import { backupWorkRows } from './rows/backup-work.js';
import { backupRows, backupValueRows } from './rows/backups.js';
import { daemonRows } from './rows/daemons.js';
import { fieldRows } from './rows/fields.js';
import { gapRows } from './rows/gaps.js';
import { ledgerRows } from './rows/ledger.js';
import { memberRows } from './rows/members.js';
import { nameRows } from './rows/names.js';
import { operationRows } from './rows/operations.js';
import { partRows } from './rows/parts.js';
import { periodRows } from './rows/periods.js';
import { policyRows } from './rows/policies.js';
import { readingRows } from './rows/readings.js';
import { requestRows } from './rows/requests.js';
import { serverRows } from './rows/servers.js';
import { serviceRows } from './rows/services.js';
import { siteRows } from './rows/sites.js';
import { statementRows } from './rows/statements.js';
import { tableRows } from './rows/tables.js';
import { webValueRows } from './rows/web.js';

// The compiler refuses a value problem without a row.
const valueRows = {
  ...nameRows,
  ...addressRows,
  ...serverRows,
  ...tableRows,
  ...backupValueRows,
  ...webValueRows,
} satisfies Record<ValueProblemCode, ProblemRow>;
const rows = {
  ...valueRows,
  ...fieldRows,
  ...requestRows,
  ...memberRows,
  ...operationRows,
  ...serviceRows,
  ...daemonRows,
  ...siteRows,
  ...backupRows,
  ...backupWorkRows,
  ...statementRows,
  ...ledgerRows,
  ...partRows,
  ...policyRows,
  ...periodRows,
  ...gapRows,
  ...readingRows,
} satisfies Record<PeriodRefusal, ProblemRow>;

/** Every problem a person can meet has exactly one code and one row. */
export type ProblemCode = keyof typeof rows;

/** All rows, by code. */
export const catalogue: Readonly<Record<ProblemCode, ProblemRow>> = rows;

/** The row of a code that came from elsewhere (a task, a lane); undefined when it has none. */
export function findRow(code: string): ProblemRow | undefined {
  return Object.hasOwn(rows, code) ? rows[code as ProblemCode] : undefined;
}
