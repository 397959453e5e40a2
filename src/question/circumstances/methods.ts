/** Ways of reporting that somebody names. All patterns expect folded text. */
import type { Patterns } from './pattern.ts'

export const METHODS = {
  mail: { matches: /メール|e-?mail/u, yes: ['メールで報告'], no: ['電話で報告'] },
  chat: { matches: /チャット|teams|slack|logo/u, yes: ['チャットで報告'], no: ['電話で報告'] },
  phone: { matches: /電話|口頭/u, yes: ['電話で始業報告してる'], no: ['メールで報告'] },
  tool: { matches: /勤怠(?:管理)?(?:ツール|システム|ソフト)|打刻/u, yes: ['勤怠ツール'], no: ['勤怠の話'] },
} satisfies Patterns
