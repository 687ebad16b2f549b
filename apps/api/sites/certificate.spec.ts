import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '../problems/problem.js';
import { checkCertificate } from './certificate.js';

const day = 86_400_000;
let folder: string;
let own: { chain: string; key: string };
let other: { chain: string; key: string };

function make(name: string): { chain: string; key: string } {
  const [key, chain] = [path.join(folder, `${name}.key`), path.join(folder, `${name}.pem`)];
  const names = `subjectAltName=DNS:${name},DNS:*.${name}`;
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', [...words, '-subj', `/CN=${name}`, '-addext', names, '-keyout', key, '-out', chain], {
    stdio: 'ignore',
  });
  return { chain: readFileSync(chain, 'utf8'), key: readFileSync(key, 'utf8') };
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'amie-certificate-'));
  [own, other] = [make('recre.test'), make('cercle.test')];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reasonOf = (body: typeof own, domains: string[], now = new Date()): unknown => {
  try {
    return checkCertificate(body, domains, now, 'en');
  } catch (problem) {
    return (problem as Problem).params.reason;
  }
};

describe('an imported certificate', () => {
  it('is known by the fingerprint of its leaf, whatever stands beside it', () => {
    const fingerprint = checkCertificate(own, ['recre.test', 'www.recre.test'], new Date(), 'en');
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    const longer = { ...own, chain: `${own.chain}\n${other.chain}` };
    expect(checkCertificate(longer, ['recre.test'], new Date(), 'en')).toBe(fingerprint);
  });

  it('is refused when it cannot serve the site, each time with its reason', () => {
    expect(reasonOf({ ...own, key: other.key }, ['recre.test'])).toMatch('not that of the certificate');
    expect(reasonOf(own, ['recre.test', 'cercle.test'])).toMatch('does not cover');
    expect(reasonOf(own, ['recre.test'], new Date(Date.parse('2020-01-01')))).toMatch('not valid today');
    expect(reasonOf(own, ['recre.test'], new Date(new Date().getTime() + 3 * day))).toMatch('not valid today');
    expect(reasonOf({ ...own, chain: own.key }, ['recre.test'])).toMatch('chain cannot be read');
    expect(reasonOf({ ...own, key: own.chain }, ['recre.test'])).toMatch('private key cannot be read');
  });
});
