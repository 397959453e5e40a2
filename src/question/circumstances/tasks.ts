/** The jobs that somebody describes, where they are done and whose data they touch. All patterns expect folded text. */
import type { Patterns, Statement } from './pattern.ts'

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
      /(?:住民|市民|町民|村民|区民)[^。]{0,12}(?:情報|データ|台帳|名簿|記録)|個人情報[^。]{0,10}(?:住民|市民)|住基|lgwan|機微な?情報/u,
    yes: ['住民情報を大量に扱う', 'LGWANの仕事'],
    no: ['住民アンケートの集計'],
  },
  large: {
    matches: /大量|いっぱい|たくさん|ようけ|機微|センシティブ|要配慮|全住民|全市民|全件|何万|何千|数万|数千|大勢/u,
    yes: ['機微な住民情報', '大量に扱う'],
    no: ['少しだけ扱う'],
  },
  small: { matches: /少量|一部だけ|少しだけ|ちょっと/u, yes: ['少しだけ扱う'], no: ['大量'] },
} satisfies Patterns

/** Whether the branch is protected like the main building. */
export const EQUAL: Statement = {
  denied: {
    matches:
      /(?:庁舎|本庁|役所|役場)ほど[^。]{0,14}(?:ない|ありません|なし)|同等[^。、]{0,14}(?:ない|ありません|なし|無い|いえない|できていな)|(?:物理)?対策[はが]?(?:なし|ない|ありません)/u,
    yes: ['庁舎ほどの入退室管理はない', '庁舎と同等の対策はない', '物理対策なし'],
    no: ['庁舎と同等の物理対策あり'],
  },
  asserted: {
    matches: /(?:庁舎|本庁|役所|役場)(?:と|並み)[^。、]{0,4}(?:同等|同じ|の)|同等(?:の|に|な)/u,
    yes: ['庁舎と同等の物理対策あり', '本庁と同じ入退室管理がある支所'],
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
  /(?:テレワーク|在宅)?(?:の|だと|で)?(?:レベル|lv\.?)[^、。]{0,14}$|(?:この|その)(?:2|二|3|三)つ|それぞれ|両方|(?:やって|担当して|して)(?:い)?(?:る|ます)|仕事|業務|です|ます|うち(?:は|の)?/gu

/** The jobs of a list, one by one, in the order told; the whole sentence where there is one only. */
export const jobsIn = (folded: string): string[] => {
  const jobs = folded
    .split(BETWEEN)
    .map((job) => job.replace(FRAME, '').replace(/[とやもはがを]$/u, ''))
    .filter((job) => job.length >= 2)
  return jobs.length > 1 ? jobs : [folded]
}
