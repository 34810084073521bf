/**
 * A front that knows two places of one service, in a process of its own: `node front.ts PORT PORT`. It stays with the
 * place that has answered last, and asks the other one where that fails before it has said anything: what nginx does
 * with two servers in an upstream.
 */
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

let places = process.argv.slice(2).map(Number)

const server = createServer(async (incoming, response) => {
  incoming.resume()
  for (const port of places) {
    const answer = await ask(port, incoming.url ?? '/').catch(() => undefined)
    if (!answer) continue
    places = [port, ...places.filter((other) => other !== port)]
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.on('error', () => response.destroy()).pipe(response)
    return
  }
  response.writeHead(502).end()
})

function ask(port: number, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, resolve).on('error', reject)
  })
}

server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.once('SIGTERM', () => process.exit(0))
