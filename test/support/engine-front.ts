/** A socket before an engine's: passes everything on, and can keep one answer to itself. */
import { once } from 'node:events'
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Scope } from './scope.ts'

export interface EngineFront {
  readonly socket: string
  /**
   * From now on calls that change anything are counted. Of that one, the first being 1, the engine's answer is never heard:
   * `then` is called instead, once.
   */
  withhold(call: number, then: () => void): void
}

export async function startEngineFront(scope: Scope, engine: string, socket: string): Promise<EngineFront> {
  let left = 0
  let withheld = () => {}
  const isKept = ({ method }: IncomingMessage) => {
    if (method === 'GET' || method === 'HEAD') return false
    left -= 1
    return left === 0
  }

  function passOn(request: IncomingMessage, response: ServerResponse): void {
    const { method, url, headers } = request
    const asking = forward({ socketPath: engine, method, path: url, headers }, (answer) => {
      if (isKept(request)) return withheld()
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
      response.on('close', () => answer.destroy())
    })
    asking.on('error', () => response.destroy())
    request.pipe(asking)
  }

  const server = createServer(passOn).listen(socket)
  await once(server, 'listening')
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    socket,
    withhold(call, then) {
      left = call
      withheld = then
    },
  }
}
