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

/** The domain asked for, or the member's only one. */
export function chooseDomain(wanted: DomainName | undefined, domains: ReadonlyMap<string, unknown>): DomainName {
  const known = [...domains.keys()];
  if (wanted !== undefined && !domains.has(wanted))
    throw new Problem('domain-not-of-member', { domain: wanted, known });
  const domain = wanted ?? (known.length === 1 ? known[0] : undefined);
  if (domain === undefined) throw new Problem('domain-needed', { known });
  return domain as DomainName;
}
