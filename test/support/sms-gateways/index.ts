export { type Fault, type GatewayDouble, startGateway } from './gateway.ts'
export { SMS_RU_CREDENTIAL, type SmsRuDouble, startSmsRu } from './sms-ru.ts'
export { SMSC_RU_CREDENTIAL, startSmscRu } from './smsc-ru.ts'
export { startTwilio, TWILIO_CREDENTIAL } from './twilio.ts'
