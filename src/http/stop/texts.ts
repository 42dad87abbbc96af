import type { Language } from '../home/language.ts'

export interface StopTexts {
  title: string
  ask: (shop: string) => string
  stop: string
  stopped: (shop: string) => string
  resume: string
}

/** By channel where the words differ. */
export const STOP_TEXTS: Readonly<Record<Language, Readonly<Record<'email' | 'sms', StopTexts>>>> = {
  en: {
    email: texts(
      'E-mail about parcels',
      (shop) => `${shop} e-mails you about your parcels.`,
      'Stop these e-mails',
      (shop) => `${shop} will not e-mail you about parcels any more.`,
      'Get them again',
    ),
    sms: texts(
      'SMS about parcels',
      (shop) => `${shop} texts you about your parcels.`,
      'Stop these SMS',
      (shop) => `${shop} will not text you about parcels any more.`,
      'Get them again',
    ),
  },
  ru: {
    email: texts(
      'Письма о посылках',
      (shop) => `${shop} присылает вам письма о ваших посылках.`,
      'Не получать этих писем',
      (shop) => `${shop} больше не будет присылать вам писем о посылках.`,
      'Снова получать',
    ),
    sms: texts(
      'SMS о посылках',
      (shop) => `${shop} присылает вам SMS о ваших посылках.`,
      'Не получать этих SMS',
      (shop) => `${shop} больше не будет присылать вам SMS о посылках.`,
      'Снова получать',
    ),
  },
  zh: {
    email: texts(
      '包裹邮件通知',
      (shop) => `${shop} 会通过邮件通知您包裹动态。`,
      '不再接收这类邮件',
      (shop) => `${shop} 不会再向您发送包裹邮件。`,
      '重新接收',
    ),
    sms: texts(
      '包裹短信通知',
      (shop) => `${shop} 会通过短信通知您包裹动态。`,
      '不再接收这类短信',
      (shop) => `${shop} 不会再向您发送包裹短信。`,
      '重新接收',
    ),
  },
}

function texts(title: string, ask: StopTexts['ask'], stop: string, stopped: StopTexts['stopped'], resume: string): StopTexts {
  return { title, ask, stop, stopped, resume }
}
