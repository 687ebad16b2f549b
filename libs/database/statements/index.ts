export {
  addProvision,
  type CostRow,
  costsOfYear,
  type NewCost,
  type ProvisionRow,
  provisionsOfYear,
  setCost,
} from './costs.js';
export { type MonthFacts, monthsOfYear, type ReadInputs, type UminByMember } from './year-facts.js';
