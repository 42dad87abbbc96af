import type { Language } from './language.ts'

export interface Texts {
  tagline: string
  running: string
  notReady: string
  version: string
  tryIt: string
  /** Above the commands. */
  key: string
  register: string
  look: string
  more: string
  guide: string
  live: string
  ready: string
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    tagline: 'Shipment tracking, self-hosted. This server answers programs; the commands below show how.',
    running: 'Running',
    notReady: 'Not ready',
    version: 'Version',
    tryIt: 'First call',
    key: 'The server printed an API key at its first start. Another one is made with this command:',
    register: 'Register a parcel of the sandbox carrier, which needs no account anywhere:',
    look: 'Look at it:',
    more: 'Further',
    guide: 'Guide and API reference',
    live: 'is the process alive',
    ready: 'can it serve requests',
  },
  ru: {
    tagline: 'Отслеживание посылок на своём сервере. С ним говорят программы; команды ниже показывают, как.',
    running: 'Работает',
    notReady: 'Не готов',
    version: 'Версия',
    tryIt: 'Первый запрос',
    key: 'Ключ API сервер напечатал при первом запуске. Ещё один создаёт команда:',
    register: 'Зарегистрируйте посылку учебного перевозчика, для него не нужен никакой договор:',
    look: 'Посмотрите на неё:',
    more: 'Дальше',
    guide: 'Руководство и справочник API (на английском)',
    live: 'жив ли процесс',
    ready: 'готов ли он отвечать',
  },
  zh: {
    tagline: '自建的物流跟踪服务器，供程序调用。下面的命令演示用法。',
    running: '运行中',
    notReady: '未就绪',
    version: '版本',
    tryIt: '第一次调用',
    key: '服务器首次启动时已打印一个 API 密钥。用以下命令可再建一个：',
    register: '登记一个沙盒承运商的包裹，无需任何账户：',
    look: '查看该包裹：',
    more: '更多',
    guide: '指南和 API 参考（英文）',
    live: '进程是否存活',
    ready: '能否处理请求',
  },
}
