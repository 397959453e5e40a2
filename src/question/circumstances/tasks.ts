/** The jobs that somebody describes, where they are done and whose data they touch. All patterns expect folded text. */
import type { Pattern, Patterns, Statement } from './pattern.ts'

export const PLACES_OF_WORK = {
  satellite: { matches: /サテライト|支所|公民館|分庁舎|出張所/u, yes: ['支所のサテライトで'], no: ['自宅で'] },
  home: { matches: /在宅|自宅|家で|家から|家は|家でも|お家/u, yes: ['自宅でしたい'], no: ['支所で'] },
  mobile: {
    matches: /モバイル|外出先|出張先|移動中|カフェ|喫茶店|新幹線|車内|ホテル/u,
    yes: ['出張先のカフェから'],
    no: ['自宅で'],
  },
} satisfies Patterns

export const RESIDENTS = {
  none: {
    matches:
      /(?:住民|市民)(?:の)?(?:個人)?(?:情報|データ)(?:は|を|も)?(?:(?:扱わ|使わ|含ま|見)(?:ない|ず)|(?:扱い|使い|含み|見)ません)/u,
    yes: ['住民の情報は扱いません'],
    no: ['住民の情報を大量に扱う'],
  },
  about: {
    matches:
      /(?:住民|市民|町民|村民|区民)[^。]{0,12}(?:情報|データ|台帳|名簿|記録)|個人情報[^。]{0,10}(?:住民|市民)|(?:受給者|納税者|被保険者|利用者|患者|児童|世帯|固定資産)の?[^。]{0,6}(?:台帳|情報|記録|データ)|住基|lgwan|機微な?情報/u,
    yes: ['住民情報を大量に扱う', 'LGWANの仕事', '受給者の台帳が入ったシステム'],
    no: ['住民アンケートの集計'],
  },
  lgwan: { matches: /lgwan/u, yes: ['LGWANの仕事'], no: ['住民情報を大量に扱う'] },
  large: {
    matches:
      /大量|虐待|病歴|診療|健康の?(?:記録|情報)|細か[いな]|いっぱい|たくさん|どっさり|台帳|ようけ|機微|センシティブ|要配慮|全住民|全市民|全件|何万|何千|数万|数千|大勢/u,
    yes: ['機微な住民情報', '大量に扱う'],
    no: ['少しだけ扱う'],
  },
  small: { matches: /少量|一部だけ|少しだけ|ちょっと/u, yes: ['少しだけ扱う'], no: ['大量'] },
} satisfies Patterns

/** Whether the branch is protected like the main building. */
export const EQUAL: Statement = {
  denied: {
    matches:
      /(?:庁舎|本庁|役所|役場)ほど[^。]{0,14}(?:ない|ありません|なし)|(?:入退室管理|施錠|戸締り?)[はがも]?(?:ない|なし|無い|ありません|できていな)|同等[^。、]{0,14}(?:ない|ありません|なし|無い|いえない|できていな)|(?:物理)?対策[はが]?(?:なし|ない|ありません)/u,
    yes: ['庁舎ほどの入退室管理はない', '庁舎と同等の対策はない', '物理対策なし'],
    no: ['庁舎と同等の物理対策あり'],
  },
  asserted: {
    matches: /(?:庁舎|本庁|役所|役場)(?:と[^。、]{0,4}(?:同等|同じ|同様)|並み|なみ|と一緒)|同等(?:の|に|な)/u,
    yes: ['庁舎と同等の物理対策あり', '本庁と同じ入退室管理がある支所', '庁舎なみに入退室管理した支所'],
    no: ['支所でならいい？'],
  },
}

/** A department instead of a job: 税務課なんだけど. */
const DEPARTMENT =
  /([\p{Script=Han}]{2,8}?[課係室])(?:なん|です|だけど|ですが|の(?:者|人間|職員)|は|に(?:い|所属)|って|でも)/u

export const departmentIn = (folded: string): string | null => DEPARTMENT.exec(folded)?.[1] ?? null

/** 「議事録、集計、あと給与システムの入力」: each may be of another level. */
const BETWEEN =
  /、|。|,|・|\/|(?<=[\p{Script=Han}\p{Script=Katakana}a-z]|[づく作]り)と(?=[^、。]{2,})|あと|それから|および|及び|や(?=[^、。]{2,})/u
const FRAME =
  /(?:テレワーク|在宅)?(?:の|だと|で)?(?:レベル|lv\.?)[^、。]{0,14}$|(?:なら|だと|は)?(?:どっち|どちら|どれ)[^、。]*$|(?:この|その)(?:2|二|3|三)つ|それぞれ|両方|(?:やって|担当して|して)(?:い)?(?:る|ます)|仕事|業務|です|ます|うち(?:は|の)?/gu

/** What may not follow the number of an item: 2か月, 3つ and 1人 count something. */
const ITEM_MARK = /(?<![\d.〜~-])([1-9])[.)、]?(?=[^\d\s年月日人名台万円%割回つかヶ個件課本番目級種段階.,、。])/gu

/** 1会議録づくり、2工事積算…: the items between marks that count up from one. */
const numbered = (folded: string): string[] => {
  const marks: { at: number; end: number }[] = []
  for (const mark of folded.matchAll(ITEM_MARK)) {
    if (Number(mark[1]) === marks.length + 1) marks.push({ at: mark.index, end: mark.index + mark[0].length })
  }
  return marks.map(({ end }, at) => folded.slice(end, marks[at + 1]?.at ?? folded.length))
}

/** 検体の検査／試験データの整理／Web打合せ: the items of the one sentence that slashes them. */
const slashed = (folded: string): string[] =>
  folded
    .split(/[。?]/u)
    .map((sentence) => sentence.split('/'))
    .find((items) => items.length > 1 && items.every((item) => item.length >= SLASHED_MIN)) ?? []

/** 1/2 and TCP/IP are no lists. */
const SLASHED_MIN = 4

const bulleted = (folded: string): string[] =>
  /^・|[、,。?)]・/u.test(folded)
    ? folded
        .split(/(?:^|[、,。?)])・/u)
        .slice(1)
        .flatMap((item) => item.split(/・/u))
    : []

/** The items of a list that is marked as one; each is a job, known to the guide or not. Empty where there is none. */
export const itemsListed = (folded: string): string[] => {
  const marked = [numbered(folded), bulleted(folded), slashed(folded)].find((items) => items.length > 1) ?? []
  return marked
    .map((item) => (item.split(/[、。,?]/u)[0] ?? '').replace(FRAME, '').replace(/[とやもはがを]$/u, ''))
    .filter((item) => item.length >= 2)
}

/** The jobs of a list, one by one, in the order told; the whole sentence where there is one only. */
export const jobsIn = (folded: string): string[] => {
  const jobs = folded
    .split(BETWEEN)
    .map((job) => job.replace(FRAME, '').replace(/[とやもはがを?]+$/u, ''))
    .filter((job) => job.length >= 2)
  return jobs.length > 1 ? jobs : [folded]
}

/** Which of several jobs is the easier to begin with. */
export const EASIER: Pattern = {
  matches:
    /(?:どっち|どちら|どれ)[^。]{0,8}(?:テレワーク|在宅|リモート)[^。]{0,3}(?:しやす|やりやす|向[いくき])|(?:どっち|どちら|どれ)(?:が|を|から)?先/u,
  yes: ['どっちが先にテレワークにしやすい？', 'どちらから先にやる？'],
  no: ['どっちを読めばいい？'],
}

/** A few words that count the things of a list: の3つ, それぞれ. */
export const LISTED: Pattern = {
  matches: /の(?:[2-5二三四五]つ|[2-5二三]種)|それぞれ|各々/u,
  yes: ['記者クラブとの連絡の3つ', 'それぞれ'],
  no: ['三つの形態'],
}

/** Points at a job that is done: 紙の届出うけるやつ. */
export const A_JOB: Pattern = {
  matches: /(?:やつ|仕事|業務|作業|係|するの|うけるの|使うの)(?:は|です|って|も)?[?。]*$/u,
  yes: ['窓口で紙の届出うけるやつ', '申請書の仕様書つくる仕事'],
  no: ['仕事を辞めたい'],
}
