/**
 * Every reason a value is refused. One flat list, so that the catalogue of messages can be proved complete.
 * The names after each code are the keys of the problem's `detail`.
 */
export const problemCodes = [
  'not-text',
  'empty',

  'domain-too-long', // length, maximum
  'domain-not-ascii', // use (the A-label form, when there is one)
  'domain-bad-character', // character
  'domain-label-empty',
  'domain-label-too-long', // label, length, maximum
  'domain-label-hyphen', // label: starts or ends with a hyphen
  'domain-single-label',
  'domain-is-number', // an IP address, or a last label starting with a digit
  'domain-suffix-unknown', // suffix
  'domain-is-suffix', // suffix

  'local-part-empty',
  'local-part-too-long', // length, maximum
  'local-part-plus', // + separates a sub-address
  'local-part-bad-character', // character
  'local-part-edge', // starts or ends with something else than a letter or digit
  'local-part-double-dot',
  'local-part-reserved', // localPart

  'address-without-at',
  'address-several-at',
  'address-too-long', // length, maximum
  'address-not-ascii',
  'address-bad-character', // character
  'address-local-part', // the part before @ is empty, too long, or has a dot out of place

  'unix-name-shape', // pattern
  'slug-shape', // pattern
  'uid-shape', // pattern
  'group-name-shape', // pattern
  'server-name-shape', // pattern
  'language-unknown', // known
  'repository-name-shape', // pattern
  'machine-label-shape', // pattern
  'machine-key-shape',
  'escrow-key-shape', // pattern

  'site-name-shape', // pattern
  'site-suffix-shape', // pattern
  'database-name-shape', // pattern
  'access-login-shape', // pattern
  'php-version-shape', // pattern
  'site-path-shape', // pattern
  'redirect-target-shape', // pattern
  'folder-login-shape', // pattern
  'ssh-key-shape',
  'ssh-key-too-weak', // bits, minimum

  'name-too-long', // length, maximum
  'name-control-character', // character
  'name-bad-character', // character
  'name-without-letter', // must begin with a letter or an apostrophe, and hold a letter

  'text-too-long', // length, maximum
  'text-control-character', // character

  'quota-not-integer', // of KiB
  'quota-not-positive',
  'quota-too-large', // maximumKib
  'quota-unit-missing',
  'quota-unreadable',

  'server-address-shape',
  'server-address-unusable', // an address that no server can have: unspecified, multicast, broadcast

  'host-key-shape',
  'host-key-type-unknown', // known
  'host-key-not-base64',
  'host-key-type-differs', // the blob is of another type than announced
  'host-key-damaged',
  'host-key-too-weak', // bits, minimum

  'password-too-short', // minimum
  'password-too-long', // maximum
  'password-control-character',
  'password-contains-name',
  'password-too-common',
  'password-too-simple',

  'file-empty',
  'file-too-large', // bytes, maximum
  'file-is-spreadsheet', // a workbook: save it as CSV
  'file-not-text', // kind, when it is recognised
  'file-has-nul', // row
  'file-without-header',
  'file-header-unknown', // found
  'file-column-missing', // missing, found
  'file-column-twice', // field, columns
  'file-truncated', // row, reason: 'open-quote' | 'short-row' | 'cut-character'
  'file-quote-misplaced', // row
  'file-row-too-long', // row
  'file-without-rows',
  'file-too-many-rows', // rows, maximum

  'cell-missing',
  'row-too-wide', // cells, columns
  'row-address-domain-missing',
  'row-own-address-again', // the own e-mail is the mailbox being asked for
  'row-duplicate-person', // otherRow
  'row-duplicate-address', // otherRow
] as const;

/** Why a value is refused; the API's catalogue holds one French and one English message for each. */
export type ProblemCode = (typeof problemCodes)[number];
