import { describe, expect, test } from 'vitest'
import { readBounce } from '../../src/delivery/index.ts'

interface Report {
  type?: string
  /** Fields of the part about the recipient. */
  fields: string[]
  original?: string
  partType?: string
}

function report({ type = 'delivery-status', fields, original = 'Message-ID: <0197-delivered@shop.test>', partType }: Report): Buffer {
  return Buffer.from(
    [
      'From: MAILER-DAEMON@mx.buyer.test',
      'To: mail@shop.test',
      'Subject: Undelivered Mail Returned to Sender',
      `Content-Type: multipart/report; report-type=${type}; boundary="b1"`,
      'MIME-Version: 1.0',
      '',
      '--b1',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'I am sorry to have to inform you that your message could not be delivered.',
      '',
      '--b1',
      `Content-Type: message/${type}`,
      '',
      ...fields,
      '',
      '--b1',
      `Content-Type: ${partType ?? 'message/rfc822'}`,
      '',
      'From: mail@shop.test',
      original,
      'Subject: Delivered',
      '',
      'Hello',
      '',
      '--b1--',
      '',
    ].join('\r\n'),
  )
}

const FAILED = ['Reporting-MTA: dns; mx.buyer.test', '', 'Final-Recipient: rfc822; anna@buyer.test', 'Action: failed', 'Status: 5.1.1']

describe('C1 bounces: mails that come back', () => {
  test('a failure for good names address, status and mail', async () => {
    expect(await readBounce(report({ fields: FAILED }))).toEqual({
      recipient: 'anna@buyer.test',
      status: '5.1.1',
      permanent: true,
      complaint: false,
      suppress: true,
      messageId: '<0197-delivered@shop.test>',
    })
  })

  test('headers alone in place of the mail are enough', async () => {
    const bounce = await readBounce(report({ fields: FAILED, partType: 'text/rfc822-headers' }))
    expect(bounce?.messageId).toBe('<0197-delivered@shop.test>')
  })

  test('the address that we wrote to counts, not where the mail was forwarded to', async () => {
    const fields = [
      'Reporting-MTA: dns; mx',
      '',
      'Original-Recipient: rfc822;anna@buyer.test',
      'Final-Recipient: rfc822; x@other.test',
      'Action: failed',
      'Status: 5.1.1',
    ]
    expect((await readBounce(report({ fields })))?.recipient).toBe('anna@buyer.test')
  })

  test.each([
    ['a full mailbox', 'failed', '5.2.2', { permanent: true, suppress: false }],
    ['a rejection by rules', 'failed', '5.7.1 (delivery not authorized)', { permanent: true, suppress: false, status: '5.7.1' }],
    ['a delay', 'delayed', '4.4.1', { permanent: false, suppress: false }],
    ['given up after delays', 'failed', '4.4.7', { permanent: false, suppress: false }],
    ['no status', 'failed', 'unknown', { permanent: true, suppress: false, status: '5.0.0' }],
  ])('%s', async (_, action, status, expected) => {
    const fields = ['Reporting-MTA: dns; mx', '', 'Final-Recipient: rfc822; <anna@buyer.test>', `Action: ${action}`, `Status: ${status}`]
    expect(await readBounce(report({ fields }))).toMatchObject({ recipient: 'anna@buyer.test', ...expected })
  })

  test('of several recipients the first that failed is told', async () => {
    const fields = [
      'Reporting-MTA: dns; mx',
      '',
      'Final-Recipient: rfc822; a@buyer.test',
      'Action: delivered',
      'Status: 2.0.0',
      '',
      ...FAILED.slice(2),
    ]
    expect((await readBounce(report({ fields })))?.recipient).toBe('anna@buyer.test')
  })

  test('a complaint is a request to stop', async () => {
    const fields = ['Feedback-Type: abuse', 'User-Agent: Some/1.0', 'Original-Rcpt-To: anna@buyer.test']
    expect(await readBounce(report({ type: 'feedback-report', fields }))).toEqual({
      recipient: 'anna@buyer.test',
      status: '',
      permanent: true,
      complaint: true,
      suppress: true,
      messageId: '<0197-delivered@shop.test>',
    })
    expect(await readBounce(report({ type: 'feedback-report', fields: ['Feedback-Type: not-spam', ...fields.slice(1)] }))).toBeNull()
  })

  test.each([
    ['an ordinary mail', Buffer.from('From: a@b.test\r\nSubject: hello\r\n\r\nDo you have it in blue?\r\n')],
    [
      'a report of success',
      report({ fields: ['Reporting-MTA: dns; mx', '', 'Final-Recipient: rfc822; anna@buyer.test', 'Action: delivered', 'Status: 2.0.0'] }),
    ],
    [
      'an address that is none',
      report({ fields: ['Reporting-MTA: dns; mx', '', 'Final-Recipient: rfc822; a@b.test, c@d.test', 'Action: failed', 'Status: 5.1.1'] }),
    ],
    ['nothing', Buffer.alloc(0)],
    ['noise', Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 256))],
    ['far too much', Buffer.alloc(3 * 1024 * 1024, 'a')],
    [
      'parts within parts',
      Buffer.from(Array.from({ length: 5_000 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join('')),
    ],
  ])('%s is no bounce', async (_, raw) => {
    expect(await readBounce(raw)).toBeNull()
  })

  test('a mail without an identifier is told without one', async () => {
    expect((await readBounce(report({ fields: FAILED, original: 'X-Other: 1' })))?.messageId).toBeNull()
  })
})
