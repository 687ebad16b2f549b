import { randomBytes } from 'node:crypto';
import type { Credentials } from '@amie/config';

/** Secrets of the platform itself; those of servers are made by the Ansible roles. */
const platformSecrets: Readonly<Record<string, (() => string) | undefined>> = {
  'platform/database-superuser-password': undefined,
  'platform/database-owner-password': undefined,
  'platform/database-api-password': undefined,
  'platform/database-worker-password': undefined,
  'platform/password-key': () => randomBytes(32).toString('base64'),
};

/** Makes the secrets that are missing and leaves the others as they are; returns the names of those it made. */
export function makePlatformCredentials(credentials: Credentials): string[] {
  const missing = Object.keys(platformSecrets).filter(name => !credentials.has(name));
  for (const name of Object.keys(platformSecrets)) credentials.ensure(name, platformSecrets[name]);
  return missing;
}
