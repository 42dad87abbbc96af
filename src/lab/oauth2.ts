import { json, type Ask, type Desk, type Reply, type Speaker } from './wire.ts'

/** A token for client credentials (RFC 6749 section 4.4), sent as form fields or, with `basic`, in the Authorization header. Errors as section 5.2. */
export function giveToken(
  ask: Ask,
  desk: Desk,
  { credential, token }: Pick<Speaker, 'credential' | 'token'>,
  style: 'form' | 'basic' = 'form',
): Reply {
  if (ask.method !== 'POST') return json(405, { error: 'invalid_request' })
  const form = new URLSearchParams(ask.body)
  if (form.get('grant_type') !== 'client_credentials') return json(400, { error: 'unsupported_grant_type' })
  const [id, secret] = style === 'form' ? [form.get('client_id'), form.get('client_secret')] : basic(ask.headers['authorization'])
  if (desk.refused || id !== credential['clientId'] || secret !== credential['clientSecret']) return json(401, { error: 'invalid_client' })
  return json(200, { access_token: desk.tokens.issue(), token_type: 'Bearer', expires_in: token?.seconds })
}

/** User and password of a Basic header; empty without one. */
export function basic(header: string | undefined): [string, string] {
  const encoded = /^basic (.+)$/i.exec(header ?? '')?.[1] ?? ''
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return [user, rest.join(':')]
}
