export {
  addProvision,
  type CostRow,
  costsOfYear,
  type NewCost,
  type ProvisionRow,
  provisionsOfYear,
  setCost,
} from './costs.js';
export { type MonthFacts, type UminByMember } from './month-facts.js';
export { type Earlier, type Planned, type Provision, type YearFacts, yearFacts } from './year-facts.js';
