import type { Brand } from './brand.js';
import { grammars } from './grammars.js';
import { accepted, parseText, type Parsed, refused, unwrap } from './parsed.js';
import { patterned } from './patterned-name.js';

/** Name of a backup repository and of its unix account, `b00042`: generated, never typed by a member, never reused. */
export type RepositoryName = Brand<string, 'RepositoryName'>;

/** What a member calls a machine that pushes backups with its own key; shares one namespace with our servers' names. */
export type MachineLabel = Brand<string, 'MachineLabel'>;

/** Ed25519 public key as one OpenSSH line, `ssh-ed25519 base64` (RFC 8709): no options, its comment dropped. */
export type MachineKey = Brand<string, 'MachineKey'>;

/** Recipient of the sealed copy of a passphrase: a public key of age (age-encryption.org/v1), held by the member. */
export type EscrowKey = Brand<string, 'EscrowKey'>;

export const parseRepositoryName = patterned<RepositoryName>(grammars.repositoryName, 'repository-name-shape');
export const parseMachineLabel = patterned<MachineLabel>(grammars.machineLabel, 'machine-label-shape');
export const parseEscrowKey = patterned<EscrowKey>(grammars.escrowKey, 'escrow-key-shape');

const isKey = new RegExp(grammars.machineKey);
const line = /^[ \t]*(ssh-ed25519)[ \t]+([A-Za-z0-9+/]{68})(?:[ \t][^\r\n]{0,1000})?\r?\n?$/;

/** Reads a line of `id_ed25519.pub`. Every text of the grammar is a key of the right length: 51 bytes, no padding. */
export function parseMachineKey(input: unknown): Parsed<MachineKey> {
  const text = parseText(input);
  if (!text.ok) return text;
  const [, type = '', base64 = ''] = line.exec(text.value) ?? [];
  const key = `${type} ${base64}`;
  return isKey.test(key) ? accepted(key as MachineKey) : refused('machine-key-shape', text.value);
}

/** As `parseRepositoryName`, or throws `ValueError`. */
export const getRepositoryName = (input: unknown): RepositoryName => unwrap(parseRepositoryName(input));
