import type { Language, NoticeKind } from '../channel.ts'

/** Values as they may stand in a text; null: not known, or not fit for it. */
export interface SmsValues {
  shop: string
  order: string | null
  carrier: string | null
  number: string | null
  code: string | null
  until: string | null
  /** Of parcels that are told of together. */
  count: number
}

/**
 * What comes between the shop's name and the link: the richest wording first, the shortest last. A wording whose value is missing is passed over;
 * of the others the first that fits one part is taken.
 */
type Wordings = (values: SmsValues) => readonly (string | null)[]

/** Null when a value is missing. */
function say(strings: TemplateStringsArray, ...values: (string | number | null)[]): string | null {
  return values.includes(null) ? null : String.raw({ raw: strings }, ...values)
}

const en: Record<NoticeKind, Wordings> = {
  shipped: ({ order, carrier, count }) =>
    count > 1
      ? [say`${count} parcels of order ${order} are on their way`, say`${count} parcels are on their way`]
      : [
          say`your order ${order} is on its way with ${carrier}`,
          say`your order ${order} is on its way`,
          say`your parcel is on its way with ${carrier}`,
          say`your parcel is on its way`,
        ],
  out_for_delivery: ({ order, carrier, count }) =>
    count > 1
      ? [say`${count} parcels of order ${order} will be delivered today`, say`${count} parcels will be delivered today`]
      : [
          say`${carrier} delivers your order ${order} today`,
          say`your order ${order} will be delivered today`,
          say`your parcel will be delivered today`,
          say`delivery today`,
        ],
  ready_for_pickup: ({ order, code, until, count }) =>
    count > 1
      ? [say`${count} parcels of order ${order} are ready for pickup`, say`${count} parcels are ready for pickup`]
      : code === null
        ? [
            say`your order ${order} is ready for pickup until ${until}`,
            say`your order ${order} is ready for pickup`,
            say`your parcel is ready for pickup`,
          ]
        : [
            say`your order ${order} is ready for pickup until ${until}. Code ${code}`,
            say`your order ${order} is ready for pickup. Code ${code}`,
            say`your parcel is ready for pickup. Code ${code}`,
            say`pickup code ${code}`,
          ],
  failed_attempt: ({ order, carrier, count }) =>
    count > 1
      ? [say`${count} parcels could not be delivered. What to do`]
      : [
          say`${carrier} could not deliver your order ${order}. What to do`,
          say`your order ${order} could not be delivered. What to do`,
          say`your parcel could not be delivered. What to do`,
          say`not delivered. What to do`,
        ],
  exception: ({ order, count }) =>
    count > 1
      ? [say`the delivery of ${count} parcels is held up. Details`]
      : [
          say`the delivery of your order ${order} is held up. Details`,
          say`the delivery of your parcel is held up. Details`,
          say`delivery held up. Details`,
        ],
  delivered: ({ order, count }) =>
    count > 1
      ? [say`${count} parcels of order ${order} were delivered`, say`${count} parcels were delivered`]
      : [say`your order ${order} was delivered`, say`your parcel was delivered`, say`delivered`],
  correction: ({ order, number }) =>
    number === null
      ? [say`the tracking number of your order ${order} has changed`, say`your tracking number has changed`, say`new tracking number`]
      : [
          say`the tracking number of your order ${order} is ${number}, not the one we told you`,
          say`your tracking number is ${number}, not the one we told you`,
          say`the right number is ${number}`,
          say`number ${number}`,
        ],
}

const ru: Record<NoticeKind, Wordings> = {
  shipped: ({ order, carrier, count }) =>
    count > 1
      ? [say`заказ ${order}, отправлено посылок: ${count}`, say`отправлено посылок: ${count}`]
      : [say`заказ ${order} отправлен, ${carrier}`, say`заказ ${order} отправлен`, say`посылка отправлена`],
  out_for_delivery: ({ order, count }) =>
    count > 1
      ? [say`сегодня привезут посылок: ${count}`]
      : [say`заказ ${order} привезут сегодня`, say`заказ привезут сегодня`, say`доставка сегодня`],
  ready_for_pickup: ({ order, code, until, count }) =>
    count > 1
      ? [say`ждут вас посылок: ${count}`]
      : code === null
        ? [say`заказ ${order} ждёт вас до ${until}`, say`заказ ${order} ждёт вас`, say`заказ ждёт вас`]
        : [
            say`заказ ${order} ждёт до ${until}, код ${code}`,
            say`заказ ждёт до ${until}, код ${code}`,
            say`заказ ждёт, код ${code}`,
            say`код ${code}`,
          ],
  failed_attempt: ({ order, count }) =>
    count > 1 ? [say`не вручено посылок: ${count}`] : [say`не удалось вручить заказ ${order}`, say`не удалось вручить`, say`не вручено`],
  exception: ({ order, count }) =>
    count > 1 ? [say`задержка посылок: ${count}`] : [say`доставка заказа ${order} задержана`, say`доставка задержана`, say`задержка`],
  delivered: ({ order, count }) =>
    count > 1 ? [say`доставлено посылок: ${count}`] : [say`заказ ${order} доставлен`, say`заказ доставлен`, say`доставлено`],
  correction: ({ number }) =>
    number === null ? [say`трек-номер изменён`, say`новый трек`] : [say`верный трек-номер ${number}`, say`трек ${number}`],
}

const zh: Record<NoticeKind, Wordings> = {
  shipped: ({ order, carrier, count }) =>
    count > 1
      ? [say`订单${order}的${count}个包裹已发货`, say`${count}个包裹已发货`]
      : [say`您的订单${order}已由${carrier}发出`, say`您的订单${order}已发货`, say`您的包裹已发货`],
  out_for_delivery: ({ order, count }) =>
    count > 1 ? [say`${count}个包裹今日派送`] : [say`您的订单${order}今日派送`, say`您的包裹今日派送`],
  ready_for_pickup: ({ order, code, until, count }) =>
    count > 1
      ? [say`${count}个包裹待取`]
      : code === null
        ? [say`订单${order}已到取件点，请于${until}前领取`, say`订单${order}已到取件点`, say`包裹已到取件点`]
        : [
            say`订单${order}待取，取件码${code}，${until}前有效`,
            say`包裹待取，取件码${code}，${until}前有效`,
            say`包裹待取，取件码${code}`,
            say`取件码${code}`,
          ],
  failed_attempt: ({ order, count }) =>
    count > 1 ? [say`${count}个包裹派送未成功`] : [say`订单${order}派送未成功，详情`, say`派送未成功，详情`],
  exception: ({ order, count }) => (count > 1 ? [say`${count}个包裹运输异常`] : [say`订单${order}运输异常，详情`, say`包裹运输异常，详情`]),
  delivered: ({ order, count }) => (count > 1 ? [say`${count}个包裹已签收`] : [say`您的订单${order}已签收`, say`您的包裹已签收`]),
  correction: ({ number }) => (number === null ? [say`运单号已更正`] : [say`正确的运单号为${number}`, say`运单号${number}`]),
}

export const WORDINGS: Record<Language, Record<NoticeKind, Wordings>> = { en, ru, zh }
/** Between the shop's name and the wording. */
export const COLON: Record<Language, string> = { en: ': ', ru: ': ', zh: '：' }
