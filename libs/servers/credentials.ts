import type { SecretText } from '@amie/reconcile';

/** Reads one secret by its path in the credentials folder; throws when it is missing or readable by others. */
export interface CredentialReader {
  read(path: string): SecretText;
}

/** Where a connection leads: the name finds its credentials, the address is dialled, the host key is pinned. */
export interface Destination {
  readonly name: string;
  readonly address: string;
}
