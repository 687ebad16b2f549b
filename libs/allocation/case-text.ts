import type { PoolShares } from './allocate-pool.js';
import type { Component } from './components.js';
import type { PoolCase } from './pool-case.js';

/** A case as the JSON text anyone can feed to `amie allocate`, on one line. Reading it again gives the same case. */
export function caseText(pool: PoolCase): string {
  return object([
    ['salt', JSON.stringify(pool.salt)],
    ['minutes', `${pool.minutes}`],
    ['solidarity', `${pool.solidarity}`],
    ['drivers', list(pool.drivers.map(([name, points]) => list([JSON.stringify(name), `${points}`])))],
    ['cap', list(pool.cap.map(String))],
    ['parts', amounts(pool.parts)],
    ['usage', object(Array.from(pool.usage, ([driver, usage]) => [driver, amounts(usage)]))],
  ]);
}

/** The result of a case as the JSON text of the design page, on one line: its order and its spaces are part of it. */
export function sharesText({ umin, components, capMoved }: PoolShares): string {
  return object([
    ['umin', amounts(umin)],
    ['components', object(components.map(component => [component.name, componentText(component)]))],
    ['capMoved', amounts(capMoved)],
  ]);
}

function componentText({ amount, shares, house, fallback }: Component): string {
  return object([
    ['amount', `"${amount}"`],
    ['shares', amounts(shares)],
    ['house', `"${house}"`],
    ['fallback', `${fallback}`],
  ]);
}

// By hand, as JSON.stringify would move the members named like numbers to the front.
const object = (members: readonly (readonly [string, string])[]): string =>
  `{${members.map(([name, text]) => `${JSON.stringify(name)}: ${text}`).join(', ')}}`;
const list = (items: readonly string[]): string => `[${items.join(', ')}]`;
const amounts = (map: ReadonlyMap<string, bigint>): string =>
  object(Array.from(map, ([name, amount]) => [name, `"${amount}"`]));
