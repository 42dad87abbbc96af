import PostalMime, { type Attachment } from 'postal-mime'
import { parseAddress } from '../../base/index.ts'
import { meansDeadAddress } from './results.ts'

/** What a mail server reports about a mail that it had taken. */
export interface Bounce {
  /** The address that we wrote to, where the report tells it, else the one where the mail ended. */
  recipient: string
  /** Enhanced status code such as `5.1.1`; empty for a complaint. */
  status: string
  /** False: still trying (`Action: delayed`, 4.x.x). */
  permanent: boolean
  /** The person pressed "this is spam". */
  complaint: boolean
  /** Whether the address is not to be written to again: it is dead, or its owner complained. */
  suppress: boolean
  /** Message-ID of the mail that came back, in brackets; null where the report does not quote it. */
  messageId: string | null
}

/** More than any mail of ours with a report around it. */
const MOST_BYTES = 2 * 1024 * 1024
const MOST_FIELDS = 200

/**
 * Reads a mail that came back: a delivery status notification (RFC 3464) or a complaint (RFC 5965). Null for every other mail, also for
 * reports of success. It is as trustworthy as its sender, whom nobody knows: believe it only with a Message-ID that was sent to that address.
 */
export async function readBounce(raw: Buffer): Promise<Bounce | null> {
  if (raw.length > MOST_BYTES) return null
  try {
    const { attachments } = await PostalMime.parse(raw, { forceRfc822Attachments: true, attachmentEncoding: 'utf8', maxNestingDepth: 10 })
    const messageId = originalId(attachments)
    const status = partOf(attachments, ['message/delivery-status', 'message/global-delivery-status'])
    if (status !== null) return statusReport(status, messageId)
    const complaint = partOf(attachments, ['message/feedback-report'])
    return complaint === null ? null : complaintOf(complaint, messageId)
  } catch {
    return null
  }
}

/** Groups of fields parted by empty lines: the first is about the report, each further one about a recipient. */
function statusReport(text: string, messageId: string | null): Bounce | null {
  for (const group of text.replaceAll('\r\n', '\n').split(/\n[ \t]{0,9}\n/)) {
    const fields = fieldsOf(group)
    const action = fields.get('action')?.toLowerCase()
    if (action !== 'failed' && action !== 'delayed') continue
    const recipient = addressOf(fields.get('original-recipient')) ?? addressOf(fields.get('final-recipient'))
    if (recipient === null) continue
    const status = /^([245]\.\d{1,3}\.\d{1,3})/.exec(fields.get('status') ?? '')?.[1] ?? (action === 'failed' ? '5.0.0' : '4.0.0')
    const permanent = action === 'failed' && !status.startsWith('4.')
    return { recipient, status, permanent, complaint: false, suppress: permanent && meansDeadAddress(status), messageId }
  }
  return null
}

function complaintOf(text: string, messageId: string | null): Bounce | null {
  const fields = fieldsOf(text)
  // "not-spam" is the other direction, and there are reports of failed authentication too.
  if (fields.get('feedback-type')?.toLowerCase() !== 'abuse') return null
  const recipient = addressOf(fields.get('original-rcpt-to')) ?? addressOf(fields.get('removal-recipient'))
  return recipient === null ? null : { recipient, status: '', permanent: true, complaint: true, suppress: true, messageId }
}

function originalId(attachments: readonly Attachment[]): string | null {
  const original = partOf(attachments, ['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/rfc822-headers'])
  const headers = original?.replaceAll('\r\n', '\n').split('\n\n')[0] ?? ''
  return /<[^<>\s]{1,250}>/.exec(fieldsOf(headers).get('message-id') ?? '')?.[0] ?? null
}

function partOf(attachments: readonly Attachment[], types: readonly string[]): string | null {
  const part = attachments.find(({ mimeType }) => types.includes(mimeType.toLowerCase()))
  if (part === undefined) return null
  return typeof part.content === 'string' ? part.content : new TextDecoder().decode(part.content)
}

/** Names in lower case; folded lines are joined, and of a field given twice the first counts. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of text
    .replaceAll(/\n[ \t]/g, ' ')
    .split('\n')
    .slice(0, MOST_FIELDS)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}

/** `rfc822; <bob@example.com>` */
function addressOf(field: string | undefined): string | null {
  const text = (field ?? '').slice((field ?? '').indexOf(';') + 1)
  return parseAddress(text.trim().replaceAll(/^<|>$/g, '')).address
}
