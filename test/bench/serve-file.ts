/** Serves one file over HTTP, to everybody who asks, in a process of its own: `node serve-file.ts FILE`. */
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const [file = ''] = process.argv.slice(2)
const { size } = statSync(file)

const server = createServer((request, response) => {
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const start = Number(from)
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  const headers = { 'content-length': end - start + 1, 'accept-ranges': 'bytes', etag: '"one"' }
  if (from === '') response.writeHead(200, headers)
  else response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${end}/${size}` })
  createReadStream(file, { start, end, highWaterMark: 2 ** 20 }).pipe(response)
})
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file`)
})
process.once('SIGTERM', () => process.exit(0))
