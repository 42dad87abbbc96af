import { createHmac } from 'node:crypto'
import { type Answer, type Fault, type GatewayDouble, type Request, startGateway, type TakenSms } from './gateway.ts'

export const TWILIO_CREDENTIAL = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'twilio-token', from: '+15005550006' }

const ERRORS: Partial<Record<Fault, [status: number, code: number, message: string]>> = {
  opted_out: [400, 21610, 'Attempt to send to unsubscribed recipient'],
  bad_number: [400, 21211, "Invalid 'To' Phone Number"],
  forbidden_text: [400, 30007, 'Message filtered'],
  undeliverable: [400, 21614, "'To' number is not a valid mobile number"],
  no_money: [403, 20005, 'Account is not active'],
  bad_login: [401, 20003, 'Authenticate'],
  throttled: [429, 20429, 'Too Many Requests'],
  down: [503, 20500, 'Internal Server Error'],
}

/** Twilio's Messages resource. */
export function startTwilio(): Promise<GatewayDouble> {
  return startGateway(answer, (message, status, reportUrl, spoiled = false) => {
    const form: Record<string, string> = {
      AccountSid: TWILIO_CREDENTIAL.accountSid,
      From: TWILIO_CREDENTIAL.from,
      MessageSid: message.providerId,
      MessageStatus: status,
      SmsSid: message.providerId,
      SmsStatus: status,
      To: message.to,
      ...(status === 'undelivered' ? { ErrorCode: '30003' } : {}),
    }
    const signed = Object.keys(form)
      .toSorted()
      .reduce((text, name) => text + name + form[name], reportUrl)
    const signature = createHmac('sha1', spoiled ? 'another-token' : TWILIO_CREDENTIAL.authToken)
      .update(signed)
      .digest('base64')
    return {
      url: reportUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
      query: Object.fromEntries(new URL(reportUrl).searchParams),
      text: new URLSearchParams(form).toString(),
    }
  })
}

function answer({ method, path, headers, form }: Request, fault: Fault | null, taken: TakenSms[]): Answer {
  const { accountSid, authToken } = TWILIO_CREDENTIAL
  const login = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const error = fault === null ? undefined : ERRORS[fault]
  if (method !== 'POST' || path !== `/2010-04-01/Accounts/${accountSid}/Messages.json`) return errorAnswer(404, 20404, 'Not found')
  if (headers.authorization !== login) return errorAnswer(401, 20003, 'Authenticate')
  if (error) return errorAnswer(...error)
  const [to, text, from] = [form.get('To'), form.get('Body'), form.get('From') ?? form.get('MessagingServiceSid')]
  if (to === null || !to.startsWith('+')) return errorAnswer(400, 21211, `Invalid 'To' Phone Number: ${to}`)
  if (text === null || text === '' || from === null) return errorAnswer(400, 21602, 'Message body is required')
  const sid = `SM${String(taken.length + 1).padStart(32, '0')}`
  taken.push({ providerId: sid, to, text, sender: from, reportUrl: form.get('StatusCallback') })
  return {
    status: 201,
    text: JSON.stringify({
      sid,
      status: 'queued',
      to,
      from,
      body: text,
      num_segments: '1',
      price: null,
      price_unit: 'USD',
      error_code: null,
    }),
  }
}

function errorAnswer(status: number, code: number, message: string): Answer {
  return {
    status,
    ...(status === 429 ? { headers: { 'retry-after': '7' } } : {}),
    text: JSON.stringify({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }),
  }
}
