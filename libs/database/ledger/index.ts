export { founding, fundedUmin, type PartPresence } from './founding.js';
export {
  attendance,
  type ByMember,
  type Cutoff,
  draftsOf,
  freezeLedger,
  helpMinutes,
  individualMinutes,
  type LedgerPool,
  ledgerPools,
  poolMinutes,
} from './months.js';
export { type MemberPlan, planOf, planOfYear, type YearPlan } from './plan.js';
export { presence, secondsOfMonth } from './presence.js';
export { endParts, type PartsChange, setParts } from './parts.js';
export { type LedgerLine, linesOfMemberAlone, linesOfPool, linesOfSheets } from './month-entries.js';
