import type { Words } from './words.ts'

const your = (n: number): string => (n === 1 ? '您的包裹' : `您的 ${n} 个包裹`)

export const ZH: Words = {
  kinds: {
    shipped: {
      status: '已发货',
      headline: (n) => `${your(n)}已在途中`,
      sentence: () => '承运商已揽收您的包裹。',
      next: () => '您现在无需任何操作，物流页面会显示每一步进展。',
    },
    out_for_delivery: {
      status: '派送中',
      headline: (n) => `${your(n)}正在派送`,
      sentence: () => '快递员正在将包裹送往您处。',
      next: () => '请保持手机畅通，快递员上门前可能会与您联系。',
    },
    ready_for_pickup: {
      status: '待取件',
      headline: (n) => `${your(n)}可以领取了`,
      sentence: () => '包裹已到达取件点，等待您领取。',
      next: () => '请在保管期内领取，逾期承运商会将包裹退回。领取时可能需要出示身份证件。',
    },
    failed_attempt: {
      status: '派送未成功',
      headline: (n) => `${your(n)}未能送达`,
      sentence: () => '承运商尝试派送，但未能成功。',
      next: () => '请打开物流页面，查看是否会再次派送，以及如何更改时间或地点。',
    },
    exception: {
      status: '派送异常',
      headline: (n) => `${your(n)}出现异常`,
      sentence: () => '承运商报告的情况影响了派送。',
      next: () => '请查看承运商的说明。如需您配合，请联系承运商，我们也很乐意帮助您。',
    },
    delivered: {
      status: '已送达',
      headline: (n) => `${your(n)}已送达`,
      sentence: () => '承运商显示包裹已交付。',
      next: () => '如果您没有收到，请先询问邻居或前台，然后与我们联系。',
    },
    correction: {
      status: '更正通知',
      headline: () => '您的运单号已变更',
      sentence: () => '我们之前告知的运单号不是您包裹的正确单号。',
      next: () => '请使用新的运单号，原单号不再有效。给您带来不便，敬请谅解。',
    },
  },
  otherCorrection: {
    headline: () => '关于您包裹的消息有误',
    sentence: () => '我们之前的消息有误，请忽略。',
    next: () => '物流页面显示的是最新情况。给您带来不便，敬请谅解。',
  },
  order: (id) => `订单 ${id}`,
  parcels: (n) => `${n} 个包裹`,
  more: (n) => `另有 ${n} 个包裹`,
  labels: {
    number: '运单号',
    previousNumber: '原运单号',
    carrier: '承运商',
    order: '订单号',
    expected: '预计送达',
    pickupPlace: '取件点',
    pickupCode: '取件码',
    pickupUntil: '保管至',
    lastUpdate: '最新动态',
    track: '查看物流',
  },
  from: (day) => `${day}起`,
  until: (day) => `${day}前`,
  questions: (shop) => `对订单有疑问？请联系“${shop}”：`,
  why: (shop) => `您收到此邮件，是因为您在“${shop}”下了订单。`,
  stop: '不再接收物流通知',
}
