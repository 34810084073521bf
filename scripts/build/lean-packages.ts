import type { Plugin } from 'esbuild'

/** What packages load and Godwit never uses, or only now and then: what they get instead, by package and module. */
const replacements: Record<string, Record<string, string>> = {
  mqtt: {
    './tls': atFirstCall('./tls.js', 'default'),
    './ws': atFirstCall('./ws.js', 'streamBuilder'),
    './socks': atFirstCall('./socks.js', 'default'),
    'lru-cache':
      "exports.LRUCache = function (...args) { return new (require('lru-cache').LRUCache)(...args) }",
    'worker-timers': 'exports.setInterval = setInterval; exports.clearInterval = clearInterval',
    debug: 'module.exports = () => () => {}',
  },
  'mqtt-packet': {
    debug: 'module.exports = () => () => {}',
  },
  pino: {
    './lib/transport': leftOut('transports'),
    './transport': leftOut('transports'),
    worker_threads: 'exports.isMainThread = true',
  },
  'sonic-boom': {
    assert: 'module.exports = (holds, message) => { if (!holds) throw new Error(message) }',
  },
  // Building images, and ways to the engine other than its socket.
  dockerode: {
    './session': leftOut('sessions of builds'),
    './buildkit': leftOut('builds'),
    'tar-fs': leftOut('build contexts'),
    '@balena/dockerignore': leftOut('build contexts'),
    zlib: 'module.exports = {}',
  },
  'docker-modem': {
    './http': "exports.http = require('http')", // without redirects, and so without https
    './ssh': leftOut('connections by ssh'),
    'split-ca': leftOut('certificates'),
    debug: 'module.exports = () => () => {}',
  },
  commander: {
    'node:child_process': 'export default {}', // for commands that are programs of their own
  },
}

/** A module with one function, which loads the true one when it is called. */
function atFirstCall(module: string, name: string): string {
  return `exports.__esModule = true; exports.${name} = (...args) => require('${module}').${name}(...args)`
}

/** A module with one function that nobody calls. */
function leftOut(what: string): string {
  return `module.exports = () => { throw new Error('${what} are left out') }`
}

/** Keeps out of memory what packages load and Godwit does without. */
export function leanPackages(): Plugin {
  const namespace = 'lean-packages'
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, importer, resolveDir }) => {
        const contents = replacements[packageOf(importer)]?.[path]
        return contents === undefined ? undefined : { path, namespace, pluginData: { contents, resolveDir } }
      })
      build.onLoad({ filter: /.*/, namespace }, ({ pluginData }) => pluginData)
    },
  }
}

function packageOf(file: string): string {
  return /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? ''
}
