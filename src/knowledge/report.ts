/** What became of each file, in a form that a table, a JSON line and a test can all read. */
import type { FrontMatter } from './front-matter.ts'

export type Kind =
  | 'markdown'
  | 'text'
  | 'html'
  | 'pdf'
  | 'docx'
  | 'xlsx'
  | 'pptx'
  | 'odt'
  | 'rtf'
  | 'csv'
  | 'jsonl'
  | 'companion'
  | 'unknown'

/** Why a file was left out, with the words shown to the operator. */
const reasons = {
  symlink: 'フォルダーの外を指すリンクのため、読みませんでした',
  'not-a-file': '通常のファイルではない（デバイス・パイプなど）ため、読みませんでした',
  unreadable: 'ファイルを開けませんでした。権限を確認してください',
  missing: '指定された場所が見つかりません',
  'too-deep': 'フォルダーの階層が深すぎます',
  'too-many': 'ファイルの数が上限を超えました',
  'too-large': 'ファイルが大きすぎます。分割してください',
  'too-long': '本文が長すぎます。分割してください',
  empty: '本文がありません',
  unsupported:
    '読み取れる形式ではありません（Markdown・テキスト・HTML・PDF・Word・Excel・PowerPoint・ODT・RTF・CSV・JSONL に対応しています。旧形式の .doc・.xls・.ppt は保存し直してください）',
  encoding: '文字コードを判別できない、または壊れた文字を含みます。UTF-8 で保存し直してください',
  'front-matter': '節の設定に誤りがあります',
  'head-noted': '文書情報（front matter）のうち、使わなかった項目があります',
  groups: '読める人の指定（groups・access.yaml）を確かめられないため、読みませんでした',
  unpublished: '下書き（draft・published: false）とされているため、読みませんでした',
  encrypted: 'パスワードで保護されています。保護を外してから置き直してください',
  form: '記入用の様式（PDF フォーム）のため、読みませんでした',
  ocr: '文字の情報がないページを文字認識で読み取りました。誤りが含まれることがあります',
  scanned: '文字の情報がありません（紙をスキャンした PDF と思われます）。文字認識をしてから置き直してください',
  broken: 'ファイルが壊れているため、読み取れません',
  'too-many-pages': 'ページ数が上限を超えています。分割してください',
  'zip-bomb': '展開すると大きくなりすぎる圧縮ファイルのため、読みませんでした',
  timeout: '読み取りに時間がかかりすぎるため、中止しました',
  memory: '読み取りに必要なメモリーが多すぎるため、中止しました',
  'not-a-table': 'FAQ の表ではありません（質問と回答の列が見つかりません）',
  'bad-rows': '読み取れない行がありました',
  'duplicate-id': '同じ id の文書がすでにあります',
  facts: '本文にない数字を言う要点の行を除きました',
  companion: '内容に誤りがあります',
} as const

export type ReasonCode = keyof typeof reasons

export interface Reason {
  code: ReasonCode
  /** Japanese words for the operator, with the particulars. */
  words: string
}

export const reasonOf = (code: ReasonCode, particulars?: string): Reason => ({
  code,
  words: particulars === undefined || particulars === '' ? reasons[code] : `${reasons[code]}：${particulars}`,
})

export interface FileReport {
  path: string
  kind: Kind
  outcome: 'read' | 'unchanged' | 'skipped' | 'removed'
  /** Always there when skipped; on a read file it names what was left out of it. */
  reason?: Reason
  documents: number
  passages: number
  bytes: number
  ms: number
  /** Front matter found in the text of a file that brings none, for an editor to check and keep. */
  proposed?: Partial<FrontMatter>
}
