import type { Auth, CarrierContext, CarrierRequest } from '../carrier.ts'
import { clientCredentials } from '../kit/index.ts'

const grant = clientCredentials({ path: '/pic_token' })

/** POST /pic_token, OAuth 2 password grant (RFC 6749 section 4.3) with the client's credentials in the form. The answer is that of other grants. */
export const auth: Auth = grant.kind === 'token' ? { ...grant, request: tokenRequest } : grant

function tokenRequest({ credential }: CarrierContext): CarrierRequest {
  const form = new URLSearchParams({
    grant_type: 'password',
    client_id: credential['clientId'] ?? '',
    client_secret: credential['clientSecret'] ?? '',
    username: credential['username'] ?? '',
    password: credential['password'] ?? '',
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  return { method: 'POST', path: '/pic_token', headers, body: form.toString() }
}
