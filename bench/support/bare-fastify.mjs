// The limit for `bench get`: fastify with its defaults and one route that answers a fixed object, serialised each time.
import fastify from 'fastify'

const answer = JSON.parse(process.env.ANSWER)
const app = fastify()
app.get('/x', () => answer)
const url = await app.listen({ host: '127.0.0.1', port: 0 })
process.stderr.write(`ready at ${url}\n`)
