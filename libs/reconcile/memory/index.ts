// A server in memory and its driver: an object graph with generations, epochs, commits and faults.
// The tests of the pure rules run on it, and so can any test that needs a server but not a real one.
// Held by the same contract suite as every real driver. Never here: a clock read, a real connection.
export * from './faults.js';
export * from './memory-driver.js';
export * from './memory-server.js';
export * from './memory-shape.js';
