/** Serves one file over HTTP, to everybody who asks, in a process of its own: `node serve-file.ts FILE`. */
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const [file = ''] = process.argv.slice(2)
const { size } = statSync(file)

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-length': size, 'accept-ranges': 'bytes', etag: '"one"' })
  createReadStream(file, { highWaterMark: 2 ** 20 }).pipe(response)
})
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file`)
})
process.once('SIGTERM', () => process.exit(0))
