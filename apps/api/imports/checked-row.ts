import type { MailAddress, OutsideAddress, PersonName } from '@amie/values';
import type { FieldProblem } from '../problems/problem.js';

/** A row that stands, with every choice made; kept until the import is approved. */
export interface CheckedRow {
  readonly row: number;
  readonly givenName: PersonName;
  readonly familyName: PersonName;
  readonly ownEmail: OutsideAddress;
  readonly address: MailAddress;
  readonly isProposed: boolean;
  readonly limitKib: number;
  readonly groups: readonly string[];
  readonly sharedAddresses: readonly string[];
  /** `unchanged`: the same person is already there. */
  readonly state: 'new' | 'unchanged';
  /** Of the person already there. */
  readonly uid?: string;
}

/** A row set aside, with every problem it has. */
export interface RowAside {
  readonly row: number;
  readonly problems: readonly FieldProblem[];
}

export interface Checked {
  readonly rows: readonly CheckedRow[];
  readonly bad: readonly RowAside[];
}
