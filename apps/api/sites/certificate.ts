import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Language } from '@amie/values';
import { Problem } from '../problems/problem.js';
import type { CertificateBody } from './site-schemas.js';

type Reason = Readonly<Record<Language, string>>;

const reasons = {
  chain: { fr: 'La chaîne n’est pas lisible.', en: 'The chain cannot be read.' },
  key: {
    fr: 'La clé privée n’est pas lisible, ou elle est chiffrée.',
    en: 'The private key cannot be read, or is encrypted.',
  },
  pair: { fr: 'La clé n’est pas celle du certificat.', en: 'The key is not that of the certificate.' },
  time: { fr: 'Le certificat n’est pas valable aujourd’hui.', en: 'The certificate is not valid today.' },
  names: {
    fr: 'Le certificat ne couvre pas tous les noms du site.',
    en: 'The certificate does not cover all names of the site.',
  },
} satisfies Record<string, Reason>;

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** SHA-256 of a certificate that fits its key, its day and every name; throws `certificate-unusable` and says why. */
export function checkCertificate(
  { chain, key }: CertificateBody,
  domains: readonly string[],
  now: Date,
  language: Language,
): string {
  const refuse = (why: keyof typeof reasons): never => {
    throw new Problem('certificate-unusable', { reason: reasons[why][language] });
  };
  const leaf = readLeaf(chain) ?? refuse('chain');
  const privateKey = readKey(key) ?? refuse('key');
  if (!leaf.checkPrivateKey(privateKey)) refuse('pair');
  if (now < leaf.validFromDate || now > leaf.validToDate) refuse('time');
  if (!domains.every(name => leaf.checkHost(name, { subject: 'never' }))) refuse('names');
  return leaf.fingerprint256.replaceAll(':', '').toLowerCase();
}

function readLeaf(chain: string): X509Certificate | undefined {
  try {
    const all = (chain.match(block) ?? []).map(text => new X509Certificate(text));
    return all[0];
  } catch {
    return undefined;
  }
}

function readKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}
