/** The floors of the house: a folder imports only what stands on a floor below it. */

/** Which of our folders each folder may import, besides itself. */
const floors = {
  spec: [],
  platform: [],
  client: ['spec', 'platform'],
  manager: ['spec', 'platform'],
  'agents/artifacts': ['spec', 'platform'],
  'agents/sdk': ['agents/artifacts', 'spec', 'platform'],
  'agents/software': ['agents/sdk', 'agents/artifacts', 'spec', 'platform'],
  'agents/firmware': ['agents/sdk', 'agents/artifacts', 'spec', 'platform'],
  'agents/containers': ['agents/sdk', 'agents/artifacts', 'spec', 'platform'],
  cli: ['agents', 'manager', 'client', 'spec', 'platform'],
}

const house = '^(spec|platform|client|manager|agents|cli|scripts|test|examples)/'

const floorRules = Object.entries(floors).map(([folder, below]) => ({
  name: `floor-of-${folder.replace('/', '-')}`,
  severity: 'error',
  comment: `${folder} imports only itself${below.map((name) => `, ${name}`).join('')}`,
  from: { path: `^${folder}/` },
  to: { path: house, pathNot: `^(${[folder, ...below].join('|')})/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...floorRules,
    {
      name: 'agents-have-a-floor',
      severity: 'error',
      comment: 'a new agent gets a floor in this file',
      from: { path: '^agents/', pathNot: '^agents/(artifacts|sdk|software|firmware|containers)/' },
      to: {},
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'two files that need each other are one thing, or a third is missing',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-core',
      severity: 'error',
      comment: 'the machines are pure: no I/O, no clock, no randomness, no package',
      from: { path: '^(manager/campaign|agents/sdk/operation)/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
