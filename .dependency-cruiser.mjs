/** Who may import whom (docs/architecture.md). Every rule is an error. */
const only = (room, allowed, extra = {}, toExtra = {}) => ({
  name: `${room}-imports`,
  severity: 'error',
  comment: `${room}/ may import only: ${allowed.join(', ')}`,
  from: { path: `^${room}/`, pathNot: '\\.test\\.tsx?$|\\.contract\\.ts$', ...extra },
  to: {
    path: '^(app|components|services|prisma|gateway|control|worker|frameworks|providers|client|scripts|e2e|bench|chaos|samples|testing)/',
    pathNot: `^(${allowed.join('|')})(/|\\.)`,
    ...toExtra,
  },
});

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: { pathNot: '^prisma/generated/' }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    only('core', ['core']),
    only('providers', ['providers']),
    only('frameworks', ['frameworks', 'providers']),
    only('services', ['services', 'providers', 'prisma']),
    only('prisma', ['prisma']),
    only('app', ['app', 'components', 'services', 'providers/storage/open', 'prisma/client']),
    only('gateway', ['gateway', 'providers/storage'], { pathNot: '^gateway/sync/|\\.test\\.ts$' }),
    only('gateway/sync', ['gateway', 'services', 'providers', 'prisma/client']),
    only('control', ['control', 'services', 'providers', 'frameworks', 'prisma/client']),
    only('worker', ['worker', 'frameworks', 'providers/(storage|containers)']),
    // The shapes of answers are the verbs' own schemas; their types cross over, their code does not.
    only('client', ['client'], { pathNot: '^client/cli/local/|\\.test\\.ts$' }, { dependencyTypesNot: ['type-only'] }),
    // Commands about the machine they run on, and not about an installation somewhere.
    only('client/cli/local', ['client', 'frameworks/(toolchains|sandbox)', 'providers/containers']),
    {
      name: 'components-imports',
      severity: 'error',
      comment: 'components/ take from services only schemas, states and types',
      from: { path: '^components/', pathNot: '\\.test\\.tsx?$' },
      to: {
        path: '^(app|services|prisma|gateway|control|worker|frameworks|providers)/',
        pathNot: '^services/[^/]+/(schemas|states)\\.ts$|^services/(page|names)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'public-http-only',
      severity: 'error',
      comment: 'e2e, bench and chaos speak public HTTP; chaos and bench may read core',
      from: { path: '^(e2e|bench|chaos)/' },
      to: { path: '^(app|components|services|prisma|gateway|control|frameworks)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|\\.next|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
