/** What a question that yes or no answers takes for granted, beyond its names. All patterns expect folded text. */
import { says, type Patterns } from './circumstances/pattern.ts'

export const CLAIMS = {
  /** Something has to be, or nothing goes without it. */
  must: {
    matches:
      /(?:必ず|絶対に?|全員).{0,24}(?:ないと|なければ|なきゃ|にゃ|んと|せな|ならな|いかん|いけな|だめ|ダメ|あかん|必要|べき)|(?:ないと|なければ|なきゃ|しにゃ|せんと)(?:だめ|ダメ|いけ|いかん|あかん|なら|まず|.{0,8}(?:無理|むり|でき(?:ない|ん)|始め))|必須|義務/u,
    yes: [
      '庁内LANに必ず繋げるようにせんといかんのですか',
      '計画書を出さないとだめですか',
      '庁内の網がないと在宅は無理?',
      '報告は義務ですか',
    ],
    no: ['必ず連絡します', '窓口に行かないつもりです'],
  },
  /** It holds of nothing else. */
  only: {
    matches:
      /だけ(?:が|に|の|で|しか|役|使|対象|です|と|なん|やろ|[?。]|$)|のみ|しか(?:な|使|対象|だめ)|ひとつに|一つに/u,
    yes: ['災害のときだけ役に立つものですか', '対象は会社のみですよね', '目的はひとつに絞るのが正解ですか'],
    no: ['できるだけ早く', '数字だけ教えて'],
  },
  /** It is said not to be possible, or not to be meant. */
  not: {
    matches:
      /(?<!ないと|なければ|なきゃ|にゃ|んと)(?:無理|むり|だめ|ダメ|駄目|あかん|不可|対象外|禁止|不要|いらない|要らない|不便)(?:です|な(?:ん|の)|って|、?と(?!して)|よね|でしょ|やろ|だ|じゃ|か|[?。]|$)|(?:でき|使え|もらえ|頼め|申し込め|なれ)(?:ない|へん|ん)(?:です?よね|ん(?:です|や|だ)|の(?:です|か|[?])|って|と(?:聞|言|書)|でしょ|やろ)|外(?:し|れ)て(?:いい|おい|も)|外しといて/u,
    yes: [
      '窓口の仕事は無理ですよね',
      '個人では使えないんですか',
      '対象外と言われました',
      '管理職は試行から外していいですよね',
    ],
    no: ['使えませんか', '無理のない範囲で', '出さないとだめですか'],
  },
  /** It holds of everything. */
  all: {
    matches:
      /ぜんぶ|全部|すべて|全て|一切|丸ごと|どこも|誰でも|だれでも|残らず|漏れなく|ひとつも(?:ない|残)|(?:一|1)つも(?:ない|残)|残りゼロ/u,
    yes: [
      '個人情報はぜんぶ持ち帰り禁止ですか',
      'すべての団体が対象ですか',
      '1つ残らず入れたって本当',
      '入れてない所は一つもない?',
    ],
    no: ['全国で何か所ですか'],
  },
  /** It is said to be over. */
  over: {
    matches:
      /終わ(?:り|っ)|終了|おしまい|消え(?:た|て)|打ち切|廃止|[無な]くな[りっ]|(?:年度?末?|月|日)まで(?:で|、で)?(?:す|だ|や|じゃ|合|よ|良|い|正|の|って)|もう(?:無|な[いか]|使え(?:ない|ん|へん))/u,
    yes: ['令和3年度末で終わりましたよね', '令和3年度までで合ってますか', '6年度はもう無いですよね'],
    no: ['いつまで申し込めますか', 'まだ使えますか'],
  },
  /** What was planned is said, or asked, to have come. */
  done: {
    matches:
      /(?:もう|既に|すでに)[^、。]{0,12}(?:出|でき|達成|実現|完成|公表|始ま|届い|なっ)(?:た|て|まし|済|さ)|(?:達成|実現)(?:済|でき(?:た|て|まし)|し(?:た|て|まし))/u,
    yes: ['第2版はもう出たん?', 'もう達成済みって書いていい?', '目標は達成できましたか'],
    no: ['もう終わりですか', '達成期限はいつ'],
  },
  /** It is said not to be so, in any of its forms. */
  none: {
    matches: /ない(?!と|で|か[?。]?$)|なかった|なく(?!て)|ません(?!か)|へん(?!か)/u,
    yes: ['入れてない所が一個でもある', '載っていませんよね'],
    no: ['使えませんか', '出さないと困る'],
  },
  /** Figures are said to have gone up, or down. */
  up: {
    matches: /増え|増加|伸び|上が|上昇|高くなっ|長くなっ|改善|良くなっ|広が/u,
    yes: ['去年より伸びたって書いていいよね', '残業が増えたって本当'],
    no: ['減りましたか'],
  },
  down: {
    matches: /減(?!価)|下が|低下|落ち|縮|短くなっ|少なくなっ|悪くなっ|悪化/u,
    yes: ['残業は減りましたか', '率が下がったんですよね'],
    no: ['減価償却費は入りますか', '増えましたか'],
  },
} satisfies Patterns

export type Claim = keyof typeof CLAIMS

/** What a clause claims. */
export const claimsIn = (clause: string): ReadonlySet<Claim> =>
  new Set(Object.keys(CLAIMS).filter((name): name is Claim => name in CLAIMS && says(CLAIMS[name as Claim], clause)))

/** Words at the end that only ask whether it is so. */
export const ASKS_WHETHER =
  /(?:(?:って|で|という|との)?(?:ok|認識|理解|解釈|本当|ほんと|ホント|マジ|まじ|正解|間違い(?:な|は))).{0,24}$/u
