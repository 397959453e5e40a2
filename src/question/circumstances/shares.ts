/** How many of one's own bodies or people do something, as people tell it: 72社で9社, 導入率は19%. Expects folded text. */
import type { Patterns } from './pattern.ts'

/** A share of one's own: two counts, or the rate as it was told. */
export interface OwnShare {
  part: number | null
  whole: number | null
  percent: number
  /** What was counted, where it was. */
  unit: string | null
}

export const OWN_SHARE = {
  /** Bodies that somebody counted: so many of so many. */
  counted: {
    matches:
      /(\d[\d,]*)(社|団体|市町村|自治体|事業所|店|施設)[^\d。?]{0,14}?(?:(?<=中|うち|で)[^\d。?]{0,6})?(\d[\d,]*)(?:\2|(?=が(?:導入|入れ)|だけ))/u,
    yes: ['46市町村のうち31が導入', '会員72社で9社だけ導入済み', '150社のうち導入33社', '製造業40社中9社'],
    no: ['1,083団体から減った', '社員72人で9人'],
  },
  /** A rate that is said to be one's own. */
  told: {
    matches:
      /(?:うち(?!の国)|当社|弊社|協会|組合|会員|加盟|業界団体|県内|市内|町内|地元)[^。?\d]{0,16}(?:率|割合)?(?:は|が|、)?約?(\d+(?:\.\d+)?)%/u,
    yes: ['協会の導入率は19%', 'うちは25%です'],
    no: ['全国の20.2%より上', '導入率20.2%'],
  },
  /** Sets it against others. */
  compared: {
    matches:
      /比べ|比較|全国|平均|同業|国の(?:統計|数字|調査)|世間|よそ|他(?:社|の(?:会社|団体))|(?:高|低)(?:い|く)|多い|少な|上回|下回|より(?:上|下)|上(?:です|だ|って)|下(?:です|だ|って)/u,
    yes: ['全国の同業と比べてどうよ', '建設業より低い？'],
    no: ['うちの実施率なんぼ'],
  },
  /** Says that it is higher. */
  higher: {
    matches:
      /より(?:も)?(?:上|高|多)|上回(?:っ|る|り)|(?<!どっち)(?:高|多)い(?:です|よ|の|と|って)?(?:か|ね|な)?[?。]*$/u,
    yes: ['全国より上って言っていい？', '平均を上回ってますか', 'よそより多いですか'],
    no: ['多い少ない？'],
  },
  /** Says that it is lower. */
  lower: {
    matches: /より(?:も)?(?:下|低|少)|下回(?:っ|る|り)|低い(?:です|よ|の|と|って)?(?:か|ね|な)?[?。]*$/u,
    yes: ['全国の建設業より低い？', '平均を下回りますか'],
    no: ['全国より上'],
  },
  /** Both at once, or neither: 高いか低いか. */
  either: {
    matches: /(?:多い|高い|上)(?:か|の|、)?(?:少ない|低い|下)/u,
    yes: ['多い少ない？', '高いか低いか'],
    no: ['高い？'],
  },
  /** The rate of those who did on a day or in a trial. */
  practised: {
    matches: /(?:実施|利用)(?:率|割合)|(?:実施|利用)の割合/u,
    yes: ['実施率は？', '実施の割合を出して'],
    no: ['導入率は'],
  },
} satisfies Patterns

const figure = (digits: string | undefined): number => Number((digits ?? '').replaceAll(',', ''))

/** The share of one's own that a folded sentence tells, or null. */
export const ownShareIn = (folded: string): OwnShare | null => {
  const [, whole, unit = null, part] = OWN_SHARE.counted.matches.exec(folded) ?? []
  if (part !== undefined && figure(part) <= figure(whole) && figure(whole) > 0) {
    return { part: figure(part), whole: figure(whole), percent: (figure(part) / figure(whole)) * 100, unit }
  }
  const [, percent] = OWN_SHARE.told.matches.exec(folded) ?? []
  return percent === undefined ? null : { part: null, whole: null, percent: Number(percent), unit: null }
}

const COUNT = /(\d[\d,]*)(?!\d|[.,]\d|月|日|年|%|回|時|\/)(?:人|名)?(?!以上|以下|未満|超)/gu
const COULD = /でき|可能|対象|ok|枠/u
const DID = /やった|やってる|した|実施|実際|利用|使った|(?:テレワーク|在宅)(?:勤務)?(?:は|が)$/u
const BEFORE_MAX = 12

/** Those who did and those who could: by the words before each count, or the two that are counted. */
export const twoCountsIn = (folded: string): { part: number; whole: number } | null => {
  const counts = [...folded.matchAll(COUNT)].map((found) => ({
    value: figure(found[1]),
    people: /[人名]$/u.test(found[0]),
    before:
      folded
        .slice(Math.max(0, found.index - BEFORE_MAX), found.index)
        .split(/[、。,\d]/u)
        .at(-1) ?? '',
  }))
  const part = counts.find(({ before }) => DID.test(before))?.value
  const whole = counts.find(({ before }) => COULD.test(before) && !DID.test(before))?.value
  if (part !== undefined && whole !== undefined && part <= whole && whole > 0) return { part, whole }
  const [one, other, third] = counts.filter(({ people }) => people).map(({ value }) => value)
  if (one === undefined || other === undefined || third !== undefined || Math.max(one, other) === 0) return null
  return { part: Math.min(one, other), whole: Math.max(one, other) }
}
