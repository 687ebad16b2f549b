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
export function sealPassword(personId: string, hash: Secret<string>, key: PasswordKey): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = key.use(bytes => createCipheriv('aes-256-gcm', bytes, nonce)).setAAD(ownerOf(personId));
  const text = hash.use(plain => Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]));
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** The hash again; throws when it was sealed for another person, with another key, or was altered. */
export function unsealPassword(personId: string, sealed: Buffer, key: PasswordKey): Secret<string> {
  const nonce = sealed.subarray(0, nonceLength);
  const tag = sealed.subarray(nonceLength, nonceLength + tagLength);
  const options = { authTagLength: tagLength };
  const cipher = key.use(bytes => createDecipheriv('aes-256-gcm', bytes, nonce, options)).setAAD(ownerOf(personId));
  cipher.setAuthTag(tag);
  const text = Buffer.concat([cipher.update(sealed.subarray(nonceLength + tagLength)), cipher.final()]);
  return new Secret(text.toString('utf8'));
}

const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;

const ownerOf = (personId: string): Buffer => Buffer.from(`person|${personId}`);
