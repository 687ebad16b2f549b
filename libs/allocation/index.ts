// Shares of the collective days: worked minutes of a pool, split over members to the last micro-minute, and why.
// Whole numbers only (bigint; decimal strings in JSON): no float ever touches an amount, so that two people agree.
// Nothing here imports anything, reads a file, a clock, a table or the network: the same code runs in the worker, in
// the API, in `amie allocate` and in a browser. What is measured, worked or voted is passed in; what is shown or kept
// is the caller's.
export { house, pools, solidarityName, uminPerMinute, type Pool } from './pool.js';
export { sha256, sha256Hex } from './sha256.js';
export { hamilton, hamiltonSplit, NoWeightError, type Split } from './hamilton.js';
export { CaseError, type CaseProblem } from './case-error.js';
export { parseCase, readCase, type PoolCase } from './pool-case.js';
export { caseText, sharesText } from './case-text.js';
export type { Component } from './components.js';
export { allocatePool, type PoolShares } from './allocate-pool.js';
export { parsePolicy, policyBody, policyDigest, policyMeters, type Policy, type PoolRule } from './policy.js';
export {
  allocateMonth,
  engineVersion,
  monthCase,
  type Flag,
  type MonthInputs,
  type MonthShares,
} from './month.js';
export { engineFlags, type FlagInputs, type SharedPool } from './flags.js';
export { inputDigest } from './digest.js';
export { differences, sumTables, uminTable, type Difference, type UminTable } from './table.js';
export { costKey, splitByParts, splitCents, splitCost, type CostSplit, type MonthCost } from './cents.js';
export { moneyText, numberText } from './views/amount-text.js';
export { addsUp, ExplanationError, type ExplainLabel, type ExplainNode } from './views/explain-node.js';
export { costSalt, explainDue, type ExplainedCost, type OwnKey } from './views/explain-due.js';
export { explainPool, type ExplainedPool } from './views/explain-pool.js';
export { RaggedTableError, roundBothWays, type RoundedTable } from './views/round-both-ways.js';
export { ChangeError, whatIf, type Change, type WhatIf } from './views/what-if.js';
export { causes, whyItChanged, type Cause, type Waterfall } from './views/why-it-changed.js';
export type { Constraint, Lever, Remedy } from './simulator/constraints.js';
export {
  figureDocument,
  readable,
  simulationDocument,
  unitOf,
  type FigureDocument,
  type FigureUnit,
} from './simulator/document.js';
export {
  availableDays,
  denominators,
  foundingInputs,
  fullPost,
  type Denominator,
  type FoundingInputs,
} from './simulator/inputs.js';
export { parseInputs, SimulationError, type GivenInputs } from './simulator/parse-inputs.js';
export { decimal, fractionText, rational, times, type Rational } from './simulator/rational.js';
export { simulate, type Figures, type PracticeLine, type Simulation } from './simulator/simulate.js';
