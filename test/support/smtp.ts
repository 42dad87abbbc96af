import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerEnvelope, type SMTPServerOptions } from 'smtp-server'

export interface Received {
  from: string
  to: string[]
  raw: Buffer
  mail: ParsedMail
}

/** Answers of a mail server to a step; nothing: it accepts. */
export interface Refusals {
  mailFrom?: string
  rcptTo?: string
  data?: string
  auth?: string
}

export interface TestMailServer {
  url: string
  received: Received[]
  /** Connections that were opened since the start. */
  connections(): number
  /** `550 5.1.1 No such user` */
  refuse(refusals: Refusals): void
  close(): Promise<void>
}

/** A real SMTP server on loopback that keeps what it gets. `answerAfterMs`: between a message and its answer. */
export async function startMailServer(options: SMTPServerOptions = {}, { answerAfterMs = 0 } = {}): Promise<TestMailServer> {
  const received: Received[] = []
  let refusals: Refusals = {}
  let connections = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onConnect: (_session, done) => {
      connections += 1
      done()
    },
    onAuth: ({ username, password }, _session, done) =>
      refusals.auth === undefined && password === 'right p@ss'
        ? done(null, { user: username })
        : done(answer(refusals.auth ?? '535 5.7.8 Wrong password')),
    onMailFrom: (_address, _session, done) => done(answer(refusals.mailFrom)),
    onRcptTo: (_address, _session, done) => done(answer(refusals.rcptTo)),
    onData: (stream, { envelope }, done) => {
      const take = async (): Promise<void> => {
        const one = await read(stream, envelope).catch(() => null)
        // Whoever is cut off in the middle of a message has not sent it.
        if (one === null) return done(answer('451 4.4.2 Cut off'))
        received.push(one)
        if (answerAfterMs > 0) await sleep(answerAfterMs)
        done(answer(refusals.data))
      }
      void take()
    },
    ...options,
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    connections: () => connections,
    refuse: (next) => {
      refusals = next
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function read(stream: SMTPServerDataStream, { mailFrom, rcptTo }: SMTPServerEnvelope): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  const raw = Buffer.concat(chunks)
  const mail = await simpleParser(raw)
  return { from: mailFrom === false ? '' : (mailFrom?.address ?? ''), to: rcptTo.map(({ address }) => address), raw, mail }
}

function answer(text: string | undefined): Error | null {
  if (text === undefined) return null
  return Object.assign(new Error(text.slice(4)), { responseCode: Number(text.slice(0, 3)) })
}
