import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Secret } from '@amie/values';

/** The platform's 256-bit key that seals password hashes on their way to the directory. */
export type PasswordKey = Secret<Buffer>;

/** The key from the text of the credential `platform/password-key` (base64 of 32 bytes). */
export function parsePasswordKey(text: Secret<string>): PasswordKey {
  const bytes = text.use(base64 => Buffer.from(base64, 'base64'));
  if (bytes.length !== keyLength) throw new Error('platform/password-key must hold 32 bytes in base64');
  return new Secret(bytes);
}

/** A password hash sealed for one person (AES-256-GCM; nonce, tag, text); nobody else's row can be made of it. */
export const sealPassword = (personId: string, hash: Secret<string>, key: PasswordKey): Buffer =>
  sealFor('person', personId, hash, key);

/** The hash again; throws when it was sealed for another person, with another key, or was altered. */
export const unsealPassword = (personId: string, sealed: Buffer, key: PasswordKey): Secret<string> =>
  unsealOf('person', personId, sealed, key);

/** Whose secret it is; sealed for one owner it opens for no other. */
type Owner = 'person' | 'resource';

/** A secret sealed for one owner, as `sealPassword`. */
export function sealFor(owner: Owner, id: string, secret: Secret<string>, key: PasswordKey): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = key.use(bytes => createCipheriv('aes-256-gcm', bytes, nonce)).setAAD(nameOf(owner, id));
  const text = secret.use(plain => Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]));
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** The secret again, as `unsealPassword`. */
export function unsealOf(owner: Owner, id: string, sealed: Buffer, key: PasswordKey): Secret<string> {
  const nonce = sealed.subarray(0, nonceLength);
  const tag = sealed.subarray(nonceLength, nonceLength + tagLength);
  const options = { authTagLength: tagLength };
  const cipher = key.use(bytes => createDecipheriv('aes-256-gcm', bytes, nonce, options)).setAAD(nameOf(owner, id));
  cipher.setAuthTag(tag);
  const text = Buffer.concat([cipher.update(sealed.subarray(nonceLength + tagLength)), cipher.final()]);
  return new Secret(text.toString('utf8'));
}

const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;

const nameOf = (owner: Owner, id: string): Buffer => Buffer.from(`${owner}|${id}`);
