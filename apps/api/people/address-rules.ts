import { addressHalves, type DomainName, isReservedLocalPart, type MailAddress } from '@amie/values';
import { Problem } from '../problems/problem.js';

/** Refuses an address outside the member's domains, or a reserved name nobody asked for on purpose. */
export function checkAddress(
  address: MailAddress,
  domains: ReadonlyMap<string, unknown>,
  rules: { readonly allowReserved: boolean },
): void {
  const { localPart, domain } = addressHalves(address);
  if (!domains.has(domain)) throw new Problem('domain-not-of-member', { domain, known: [...domains.keys()] });
  if (isReservedLocalPart(localPart) && !rules.allowReserved) {
    throw new Problem('local-part-reserved', { localPart, value: address });
  }
}

/** The domain asked for, or the member's only one: the only one proved, as long as any is. */
export function chooseDomain(
  wanted: DomainName | undefined,
  { domains, proved }: { readonly domains: ReadonlyMap<string, unknown>; readonly proved: readonly string[] },
): DomainName {
  const domain = wanted ?? onlyDomain({ domains, proved });
  const known = [...domains.keys()];
  if (domain === undefined) throw new Problem('domain-needed', { known });
  if (!domains.has(domain)) throw new Problem('domain-not-of-member', { domain, known });
  return domain;
}

/** The one domain that needs no choosing, if there is one. */
export function onlyDomain(ground: {
  readonly domains: ReadonlyMap<string, unknown>;
  readonly proved: readonly string[];
}): DomainName | undefined {
  const candidates = ground.proved.length > 0 ? ground.proved : [...ground.domains.keys()];
  return candidates.length === 1 ? (candidates[0] as DomainName) : undefined;
}
