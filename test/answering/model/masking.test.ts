import { describe, expect, it } from 'vitest'
import { createMask } from '../../../src/answering/model/masking.ts'

const masked = (text: string): string => createMask()(text).text

describe('masking', () => {
  it.each([
    ['氏名：山田 太郎、費用は？', '山田'],
    ['お名前は佐藤花子です。', '佐藤'],
    ['お名前：鈴木一郎', '鈴木'],
    ['担当：高橋です。', '高橋'],
    ['担当者名：田中 実 までお願いします', '田中'],
    ['担当は伊藤です', '伊藤'],
    ['渡辺と申します。', '渡辺'],
    ['My name is John Smith.', 'John'],
    ['電話は03-1234-5678です', '1234'],
    ['携帯：０９０−１２３４−５６７８', '１２３４'],
    ['tel 09012345678', '0901234'],
    ['+81-90-1234-5678 にかけて', '1234'],
    ['メール yamada.taro+x@example.co.jp へ', 'yamada'],
    ['住所：東京都千代田区霞が関2-1-2', '霞が関'],
    ['〒100-8926 東京都千代田区霞が関', '8926'],
    ['自宅は北海道札幌市中央区北1条西2丁目3番です', '北1条'],
    ['大阪府堺市堺区南瓦町3-1に届けて', '南瓦町'],
    ['口座番号：1234567', '1234567'],
    ['普通 7654321 に振込', '7654321'],
    ['カード番号は4111 1111 1111 1111です', '4111'],
    ['職員番号 00123-45', '00123'],
  ])('hides personal data: %s', (text, secret) => {
    expect(masked(text)).not.toContain(secret)
    const mask = createMask()(text)
    expect(mask.restore(mask.text)).toBe(text)
  })

  it.each([
    '担当者は誰ですか？',
    '担当部署はどこですか',
    '氏名は必要ですか',
    'お名前の記入は必要ですか？',
    '東京都の相談窓口を教えて',
    '2020年3月24日の事務連絡について',
    '特別交付税措置の措置率は0.5ですか',
    '1,000万円の費用で従業員300人の会社です',
    '令和2年度の総行応第123号',
    '住所変更の手続きは必要ですか',
  ])('leaves the matter alone: %s', (text) => {
    expect(masked(text)).toBe(text)
  })

  it('gives one value one placeholder in all texts of a draft', () => {
    const mask = createMask()
    const first = mask('氏名：山田太郎')
    const second = mask('山田太郎の件です')
    expect(/〔氏名1〕/u.test(first.text) && /〔氏名1〕/u.test(second.text)).toBe(true)
  })
})
