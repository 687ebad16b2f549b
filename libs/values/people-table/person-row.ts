import type { DomainName, SuffixRule } from '../domain-name.js';
import { joinAddress, parseMailAddress, type MailAddress } from '../mail-address.js';
import { parseDisplayText } from '../display-text.js';
import { parseLocalPart } from '../local-part.js';
import { parseOutsideAddress, type OutsideAddress } from '../outside-address.js';
import { accepted, refused, type Parsed, type ValueProblem } from '../parsed.js';
import { parsePersonName, type PersonName } from '../person-name.js';
import { proposeGroupName } from '../propose.js';
import { parseQuotaText, type QuotaKib } from '../quota.js';
import { isReservedLocalPart } from '../reserved-local-part.js';
import type { GroupName } from '../uid.js';
import type { PersonColumns, PersonField } from './columns.js';

/** A person asked for by one row of the table; `row` is the number a spreadsheet shows. */
export interface PersonRow {
  readonly row: number;
  readonly givenName: PersonName;
  readonly familyName: PersonName;
  /** Where the invitation goes: an address the person reads today. */
  readonly ownEmail: OutsideAddress;
  readonly address?: MailAddress;
  /** Each once, in the order written. */
  readonly groups: readonly GroupName[];
  /** Addresses written among the groups: shared addresses the person receives and may send with. */
  readonly sharedAddresses: readonly MailAddress[];
  readonly limit?: QuotaKib;
}

/** A problem of one cell, with the column's header as it stands in the file. */
export interface RowProblem extends ValueProblem {
  readonly column?: string;
}

/** A row set aside; every problem it has, so that one correction is enough. */
export interface BadRow {
  readonly row: number;
  readonly problems: readonly RowProblem[];
}

export interface RowRules {
  /** Completes an address written without @. */
  readonly domain?: DomainName;
  /** Applied to both addresses; without it the own e-mail may have any suffix. */
  readonly suffixes?: SuffixRule;
  /** `postmaster` and the like are for technicians, and by default not even theirs in a list of people. */
  readonly reservedNames?: 'refuse' | 'accept';
}

type Cells = readonly string[];

/** One row to a person, or everything that is wrong with it. Unknown columns are never read. */
export function parsePersonRow(row: number, cells: Cells, columns: PersonColumns, rules: RowRules): PersonRow | BadRow {
  const problems: RowProblem[] = [];
  const read = <T>(field: PersonField, parse: (cell: string) => Parsed<T>): T | undefined => {
    const parsed = parse(cellOf(field, cells, columns));
    if (parsed.ok) return parsed.value;
    problems.push(inColumn(parsed.problem, field, columns));
    return undefined;
  };
  if (isTooWide(cells, columns)) {
    problems.push({ code: 'row-too-wide', detail: { cells: cells.length, columns: columns.headers.length } });
  }
  const givenName = read('givenName', cell => needed(cell, parsePersonName));
  const familyName = read('familyName', cell => needed(cell, parsePersonName));
  const ownEmail = read('ownEmail', cell => needed(cell, text => parseOutsideAddress(text, rules.suffixes)));
  const address = read('address', cell => optional(cell, text => parseAddressCell(text, rules)));
  const labels = read('groups', cell => parseGroupsCell(cell, rules)) ?? { groups: [], sharedAddresses: [] };
  const limit = read('limit', cell => optional(cell, text => parseQuotaText(text, columns.limitUnit)));
  if (address !== undefined && ownEmail?.toLowerCase() === address) {
    problems.push(inColumn({ code: 'row-own-address-again', value: address }, 'ownEmail', columns));
  }
  if (problems.length > 0 || !givenName || !familyName || !ownEmail) return { row, problems };
  return { row, givenName, familyName, ownEmail, ...labels, ...(address && { address }), ...(limit && { limit }) };
}

/** The problem with its field and the header of its column. */
export function inColumn(problem: ValueProblem, field: PersonField, columns: PersonColumns): RowProblem {
  const index = columns.at[field];
  const column = index === undefined ? undefined : columns.headers[index];
  return { ...problem, field, ...(column !== undefined && { column }) };
}

function cellOf(field: PersonField, cells: Cells, columns: PersonColumns): string {
  const index = columns.at[field];
  return index === undefined ? '' : (cells[index] ?? '').trim();
}

/** A value not quoted that holds the separator pushes the others to the right. */
function isTooWide(cells: Cells, columns: PersonColumns): boolean {
  return cells.slice(columns.headers.length).some(cell => cell.trim() !== '');
}

function needed<T>(cell: string, parse: (text: string) => Parsed<T>): Parsed<T> {
  return cell === '' ? refused('cell-missing') : parse(cell);
}

function optional<T>(cell: string, parse: (text: string) => Parsed<T>): Parsed<T | undefined> {
  return cell === '' ? accepted(undefined) : parse(cell);
}

function parseAddressCell(text: string, rules: RowRules): Parsed<MailAddress> {
  const address = text.includes('@') ? parseMailAddress(text, rules.suffixes) : completeAddress(text, rules.domain);
  if (!address.ok || rules.reservedNames === 'accept') return address;
  const localPart = address.value.slice(0, address.value.indexOf('@'));
  return isReservedLocalPart(localPart) ? refused('local-part-reserved', text, { localPart }) : address;
}

function completeAddress(text: string, domain: DomainName | undefined): Parsed<MailAddress> {
  const localPart = parseLocalPart(text);
  if (!localPart.ok) return localPart;
  return domain === undefined ? refused('row-address-domain-missing', text) : joinAddress(localPart.value, domain);
}

type Labels = Pick<PersonRow, 'groups' | 'sharedAddresses'>;

/** A label with an @ is a shared address, any other one a group. */
function parseGroupsCell(cell: string, rules: RowRules): Parsed<Labels> {
  const names = new Set<GroupName>();
  const addresses = new Set<MailAddress>();
  for (const label of cell.split(/[|,;]/).map(part => part.trim())) {
    if (label === '') continue;
    if (label.includes('@')) {
      const address = parseAddressCell(label, rules);
      if (!address.ok) return address;
      addresses.add(address.value);
      continue;
    }
    const text = parseDisplayText(label);
    if (!text.ok) return text;
    const name = proposeGroupName(text.value);
    if (!name.ok) return name;
    names.add(name.value);
  }
  return accepted({ groups: [...names], sharedAddresses: [...addresses] });
}
