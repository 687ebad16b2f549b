/** A person as the API shows one. */
export interface Person {
  readonly id: string;
  readonly memberId: string;
  readonly uid: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly ownEmail: string;
  readonly language: string;
  readonly address: string | null;
  readonly extraAddresses: readonly string[];
  readonly forwards: readonly string[];
  readonly keepsCopy: boolean;
  readonly limitKib: number | null;
  readonly groups: readonly string[];
  readonly status: string;
  readonly isReady: boolean;
  readonly invitation: Invitation | null;
  readonly activatedAt: string | null;
  readonly signedInAt: string | null;
  readonly setAside: { at: string | null; by: string | null; until: string | null } | null;
  readonly problems: readonly { kind: string; code: string; title: string; action: string }[];
}

/** Path of a person named by the primary address or the id. */
export const personPath = (reference: string): string => `/people/${encodeURIComponent(reference)}`;

export interface Invitation {
  readonly state: string;
  readonly sentAt: string | null;
  readonly expiresAt: string | null;
  /** Why it has not left. */
  readonly problem?: { code: string; title?: string; action?: string } | null;
}
