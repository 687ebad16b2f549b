/** The walls of the house. Each rule ends with what to do instead; the map is in docs/architecture.md. */
const lib = (...names) => `^libs/(?:${names.join('|')})/`;
const notTests = '\\.spec\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files need each other: move what both need into a third one, or merge them.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-libraries-stand-alone',
      comment: 'reconcile, values and config know no other library but values: pass what they need as an argument.',
      severity: 'error',
      from: { path: lib('reconcile', 'values', 'config'), pathNot: notTests },
      to: { path: '^(?:libs|apps)/', pathNot: lib('reconcile', 'values', 'config') },
    },
    {
      name: 'pure-means-no-io',
      comment: 'reconcile and values read no file, no socket, no clock of the system: take the value as an argument.',
      severity: 'error',
      from: { path: lib('reconcile', 'values'), pathNot: notTests },
      to: { path: '^(?:node:)?(?:fs|net|tls|http|https|dns|child_process|cluster|worker_threads)(?:/|$)' },
    },
    {
      name: 'allocation-runs-in-a-browser',
      comment: 'Anyone may check a share on a page of their own: libs/allocation imports nothing; pass the value in.',
      severity: 'error',
      from: { path: lib('allocation'), pathNot: notTests },
      to: { pathNot: lib('allocation') },
    },
    {
      name: 'servers-queue-database-know-only-pure',
      comment: 'servers, queue and database stand side by side: pass shapes or drivers in from an app instead.',
      severity: 'error',
      from: { path: lib('servers', 'queue', 'database'), pathNot: notTests },
      to: { path: '^(?:libs/services|apps)/' },
    },
    {
      name: 'servers-queue-database-stand-apart',
      comment: 'One of servers, queue, database imports another: let the app bring them together.',
      severity: 'error',
      from: { path: '^libs/(servers|queue|database)/', pathNot: notTests },
      to: { path: lib('servers', 'queue', 'database'), pathNot: '^libs/$1/' },
    },
    {
      name: 'libraries-never-import-apps',
      comment: 'An app imports libraries, never the other way: move the shared part down into a library.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'shapes-do-no-io',
      comment:
        'Door 1 (resources.ts and shape.ts) is for the API too: keep code that touches servers behind drivers.ts.',
      severity: 'error',
      from: {
        path: '^libs/services/(?:resources|fields-that-differ|set-of|problem-codes|kind-words|words|meters|[^/]+/(?:shape|words|meters))\\.ts$',
      },
      to: {
        path: '^libs/',
        pathNot:
          '^libs/(?:reconcile|values|services/(?:resources|fields-that-differ|set-of|problem-codes|kind-words|words|meters|[^/]+/(?:shape|words|meters)))',
      },
    },
    {
      name: 'services-never-import-each-other',
      comment: 'What two services need has one home: libs/servers, libs/values or the root of libs/services.',
      severity: 'error',
      from: { path: '^libs/services/([^/]+)/', pathNot: notTests },
      to: { path: '^libs/services/[^/]+/', pathNot: '^libs/services/$1/' },
    },
    {
      name: 'api-cannot-reach-servers',
      comment: 'The API holds no key to any server: write what should be, and let the worker make it true.',
      severity: 'error',
      from: { path: '^apps/api/' },
      to: {
        path: '^libs/(?:servers/|services/drivers|services/[^/]+/(?!shape|words|meters))|node_modules/(?:ldapts|node-ssh|ssh2)/',
        reachable: true,
      },
    },
    {
      name: 'cli-speaks-http',
      comment: 'The CLI is the API for a terminal: call the API. Only `amie up` starts the database.',
      severity: 'error',
      from: { path: '^apps/cli/', pathNot: '^apps/cli/up/' },
      to: { path: '^libs/', pathNot: lib('values', 'config', 'allocation') },
    },
    {
      name: 'apps-stand-apart',
      comment: 'Apps meet in the database and over HTTP, never in code.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'one-door-per-library',
      comment: 'Import a library through its door (@amie/<name>), not a file inside it.',
      severity: 'error',
      from: { path: '^(?:libs/([^/]+)|apps)/', pathNot: notTests },
      to: { path: '^libs/(?!services/)[^/]+/', pathNot: ['^libs/[^/]+/index\\.ts$', '^libs/$1/'] },
    },
    {
      name: 'ldap-and-ssh-only-in-servers',
      comment: 'Connections to servers have one home, libs/servers, with deadlines and pinned keys.',
      severity: 'error',
      from: { path: '^(?:libs|apps)/', pathNot: '^libs/servers/' },
      to: { path: 'node_modules/(?:ldapts|node-ssh|ssh2)/' },
    },
    {
      name: 'typeorm-only-in-database',
      comment: 'Every statement runs inside withScope of libs/database; ask it for a function instead.',
      severity: 'error',
      from: { path: '^(?:libs|apps)/', pathNot: '^libs/database/' },
      to: { path: 'node_modules/(?:typeorm|@nestjs/typeorm)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-never-imports-tests',
      comment: 'What the product needs lives in libs.',
      severity: 'error',
      from: { path: '^(?:apps|libs)/', pathNot: notTests },
      to: { path: '^test/' },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere: install the package or mend the path.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)(?:dist|__pycache__)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
