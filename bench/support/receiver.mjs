// A receiver of webhooks for `bench webhooks`: answers 204, and GET /seen tells how many came since the last GET /reset and from when to when.
// GET /wait/10 makes it take 10 ms for each answer from then on.
import { createServer } from 'node:http'

let seen = { count: 0, first: 0, last: 0 }
let waitMs = 0
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(seen))
    if (request.url === '/reset') seen = { count: 0, first: 0, last: 0 }
    if (request.url.startsWith('/wait/')) waitMs = Number(request.url.slice('/wait/'.length))
    return
  }
  request.resume()
  request.on('end', () => {
    const now = performance.now()
    if (seen.count === 0) seen.first = now
    seen.last = now
    seen.count += 1
    if (waitMs === 0) response.writeHead(204).end()
    else setTimeout(() => response.writeHead(204).end(), waitMs)
  })
})
server.listen(0, '127.0.0.1', () => process.stderr.write(`ready at http://127.0.0.1:${server.address().port}\n`))
