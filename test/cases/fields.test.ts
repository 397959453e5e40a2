import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAddress, readEmail, readPhone } from '../../src/japanese/contact.ts'
import { organisationKey } from '../../src/cases/organisation.ts'
import { filledIn, makeKit } from './room.ts'

const { reader } = makeKit()

describe('telephone numbers', () => {
  it.each([
    ['０２９ー３０１ー１１１１', '029-301-1111'],
    ['０３（１２３４）５６７８', '03-1234-5678'],
    ['0312345678', '03-1234-5678'],
    ['+81 90-1234-5678', '090-1234-5678'],
    ['+81(0)3 1234 5678', '03-1234-5678'],
    ['０８０１２３４５６７８', '080-1234-5678'],
    ['050.1234.5678', '050-1234-5678'],
    ['0120-708-181', '0120-708-181'],
    ['08001234567', '0800-123-4567'],
    ['TEL: 0298-55-1234 内線３４', '0298-55-1234 内線34'],
    ['0291231234', '0291-23-1234'],
    ['0565346774', '0565-34-6774'],
  ])('reads %s', (text, value) => expect(readPhone(text)).toEqual({ value }))

  it.each([
    ['301-1111', 'phoneZero'],
    ['029-301-111', 'phoneLength'],
    ['090-1234-567', 'phoneLength'],
    ['なし', 'phone'],
    ['+1 212 555 0100', 'phone'],
    ['029-301-1111内線あ', 'phone'],
  ])('finds the fault in %s', (text, problem) => expect(readPhone(text)).toEqual({ problem }))
})

describe('mail addresses', () => {
  it.each([
    ['ｓｏｕｍｕ＠ＥＸＡＭＰＬＥ．ＪＰ', 'soumu@example.jp'],
    ['メール：a.b-c+d@city.mito.lg.jp', 'a.b-c+d@city.mito.lg.jp'],
    ['old..style.@docomo.ne.jp', 'old..style.@docomo.ne.jp'],
  ])('reads %s', (text, value) => expect(readEmail(text)).toEqual({ value }))

  it.each([
    ['soumu.example.jp', 'emailAt'],
    ['a@b@c.jp', 'email'],
    ['soumu @example.jp', 'emailBlank'],
    ['soumu@example', 'emailDomain'],
    ['soumu@-example.jp', 'emailDomain'],
    ['総務@example.jp', 'email'],
    ['a@b.jp\nBcc: c@d.jp', 'emailBlank'],
  ])('finds the fault in %s', (text, problem) => expect(readEmail(text)).toEqual({ problem }))
})

describe('postal addresses', () => {
  const prefectures = reader.options('prefecture').map(({ value }) => value)

  it.each([
    ['〒３１０－００１１　茨城県水戸市三の丸１－５－３８', '〒310-0011 茨城県水戸市三の丸1-5-38', '茨城県'],
    ['1020093東京都千代田区平河町2-7-9 JA共済ビル10F', '〒102-0093 東京都千代田区平河町2-7-9 JA共済ビル10F', '東京都'],
    ['北海道札幌市中央区北3条西6丁目', '北海道札幌市中央区北3条西6丁目', '北海道'],
    ['京都府京都市上京区下立売通新町西入', '京都府京都市上京区下立売通新町西入', '京都府'],
    ['水戸市三の丸1-5-38', '茨城県水戸市三の丸1-5-38', '茨城県'],
    ['奈良県吉野郡十津川村大字小原225-1', '奈良県吉野郡十津川村大字小原225-1', '奈良県'],
  ])('reads %s', (text, value, prefecture) => expect(readAddress(text, prefectures)).toEqual({ value, prefecture }))

  it.each([
    ['府中市宮西町2-24', 'addressPrefecture'],
    ['三の丸1-5-38', 'addressPrefecture'],
    ['〒310-001 茨城県水戸市三の丸1', 'postal'],
    ['茨城県', 'addressMunicipality'],
    ['茨城県三の丸1-5-38', 'addressMunicipality'],
    ['茨城県水戸市', 'addressStreet'],
  ])('finds the fault in %s', (text, problem) => expect(readAddress(text, prefectures)).toEqual({ problem }))
})

describe('names of organisations', () => {
  it('are one however they are written', () => {
    const written = [
      '株式会社みどり商事',
      '㈱みどり商事',
      '(株)みどり商事',
      '（株） みどり商事',
      'みどり商事株式会社',
      'みどり商事㈱',
      'みどり・商事　株式会社',
    ]
    expect(new Set(written.map(organisationKey))).toEqual(new Set(['みどり商事']))
    expect(organisationKey('ＡＢＣ　Ｃｏｎｓｕｌｔｉｎｇ㈱')).toBe(organisationKey('abc consulting 株式会社'))
    expect(organisationKey('特定非営利活動法人テレワーク会')).toBe(organisationKey('NPO法人 テレワーク会'))
    expect(organisationKey('髙﨑市')).toBe(organisationKey('高崎市'))
  })

  it('stay apart where only the names differ', () => {
    expect(organisationKey('みどり商事')).not.toBe(organisationKey('みどり商会'))
    expect(organisationKey('第1営業')).not.toBe(organisationKey('第2営業'))
    expect(organisationKey('株式会社')).not.toBe('')
  })
})

describe('the form', () => {
  it('keeps what is right in one form and names what is not, field by field', () => {
    expect(reader.readAll(filledIn).problems).toEqual({})
    expect(reader.readAll(filledIn).fields).toMatchObject({
      organisation: '(株)みどり商事',
      address: '〒310-0011 茨城県水戸市三の丸1-5-38',
      email: 'soumu@example.jp',
      phone: '029(301)1111'.replace('(', '-').replace(')', '-'),
      topics: 'labour,ict',
    })
    const { problems } = reader.readAll({
      ...filledIn,
      phone: '１２３',
      prefecture: '北海道',
      content: '',
      kind: 'alien',
    })
    expect(Object.keys(problems).sort()).toEqual(['content', 'kind', 'phone', 'prefecture'])
    expect(problems['prefecture']).toContain('茨城県')
    expect(problems['content']).toBe('お問合せ内容をご記入ください。')
  })

  it('is read again as it was kept, whatever was written', () => {
    const texts = fc.record(
      Object.fromEntries(
        Object.keys(filledIn).map((name) => [
          name,
          fc.oneof(fc.string({ unit: 'binary' }), fc.constant(filledIn[name]!)),
        ]),
      ),
    )
    fc.assert(
      fc.property(texts, (fields) => {
        const once = reader.readAll(fields)
        const right = Object.fromEntries(Object.entries(once.fields).filter(([name]) => !once.problems[name]))
        const again = reader.readAll(right)
        expect(Object.fromEntries(Object.keys(right).map((name) => [name, again.fields[name]]))).toEqual(right)
      }),
      { numRuns: 40 },
    )
  })
})
