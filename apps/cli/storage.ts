import { formatQuota, type QuotaKib } from '@amie/values';
import type { Language } from './words.js';

/** A storage limit as people write it: « 2 Go », "2 GB"; nothing when there is none. */
export function showStorage(kib: number | null | undefined, language: Language): string {
  return kib ? formatQuota(kib as QuotaKib, language) : '';
}
