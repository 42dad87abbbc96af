import { newId, parseAddress, systemClock } from '../base/index.ts'
import type { Config } from '../config/index.ts'
import {
  type Bounce,
  createMailChannel,
  type Language,
  type MailChannel,
  type NoticeKind,
  readBounce,
  type RenderedMail,
  renderMail,
  type RenderedSms,
  renderSms,
  sampleFacts,
} from '../delivery/index.ts'
import { systemRandom } from './random.ts'

/** The way out for e-mail; null where none is set up. */
export function createMail(config: Config): MailChannel | null {
  const { SMTP_URL: url, DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_PRIVATE_KEY: privateKey } = config
  if (url === null) return null
  const dkim = domain === null || selector === null || privateKey === null ? null : { domain, selector, privateKey }
  return createMailChannel({ url, clock: systemClock, dkim })
}

/** A notice about an invented parcel, as a buyer would see it. */
export function previewMail(kind: NoticeKind, language: Language, parcels: 1 | 2): RenderedMail {
  return renderMail(sampleFacts(kind, language, parcels))
}

/** The same as a text on a phone. */
export function previewSms(kind: NoticeKind, language: Language, parcels: 1 | 2): RenderedSms {
  return renderSms(sampleFacts(kind, language, parcels))
}

/** Sends a sample notice. Null: the server took it; else why not, for a person. */
export async function sendTestMail(config: Config, to: string, language: Language): Promise<string | null> {
  const { problem } = parseAddress(to)
  if (problem !== null) return `This is not one e-mail address: ${problem.replaceAll('_', ' ')}.`
  const channel = createMail(config)
  if (channel === null || config.MAIL_FROM === null) return 'No mail server is set up. Set SMTP_URL and MAIL_FROM.'
  const facts = sampleFacts('shipped', language)
  const { address } = config.MAIL_FROM
  try {
    const result = await channel.send(
      {
        to,
        from: config.MAIL_FROM,
        replyTo: null,
        ...renderMail(facts),
        messageId: `<${newId(systemClock.now(), systemRandom)}@${address.slice(address.indexOf('@') + 1)}>`,
        references: null,
        stopUrl: facts.stopUrl ?? '',
        stopMailto: null,
      },
      new AbortController().signal,
    )
    return result.kind === 'sent' ? null : result.reason
  } finally {
    await channel.close()
  }
}

/** What a mail that came back says; null for any other mail. */
export function inspectBounce(raw: Buffer): Promise<Bounce | null> {
  return readBounce(raw)
}
