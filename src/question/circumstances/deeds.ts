/** How far somebody has come in introducing telework, told as deeds: チームはできた, 試行が終わった. Expects folded text. */
import { numeral } from '../../japanese/numbers.ts'
import type { Pattern, Patterns } from './pattern.ts'

/** The last of the ten steps. */
export const LAST_STEP = 10

const pattern = (matches: RegExp, yes: string[], no: string[] = []): Pattern => ({ matches, yes, no })

const DONE =
  '(?:は|が|も|を|まで|の|取り|やり|し)*(?:もう|全部|すべて|一通り|ひととおり|だいたい|とりまとめ|報告書まで|報告書も?)*(?:まとめ)?(?:(?:終|お)わ(?:った|って|り(?!ませ)|っとる|ってる)|終え|終了|完了|済(?:み|ん|ませ)?|す(?:んだ|みました)|片付(?:いた|き)|でき(?:た|ました|とる|あが|ている|てる)|出来た|決ま(?:った|り|って)|決め(?:た|ました|て|終)|決定|作(?:った|りました|って)|つく(?:った|りました)|立ち上げ(?:た|ました|て|済)|設置|発足|組(?:んだ|みました|んで)|整(?:った|い|えた)|整備(?:し(?:た|ました)|済)|そろ(?:った|いました|えた)|揃(?:った|いました|えた|って)|やった|やりました|やってみ|した|しました|実施済|クリア|出した|策定|まとめ(?:た|ました)|入れた|入った)(?!い)'

const after = (thing: string): RegExp => new RegExp(`(?:${thing})[^。]{0,6}?${DONE}`, 'u')

/** Deeds by the step that they finish, the latest first: 10 is running for good. */
export const DEEDS: { step: number; deed: Pattern }[] = [
  {
    step: 9,
    deed: pattern(
      /本格(?:実施|導入|運用)(?:して|し(?:た|ました)|を?(?:始め|開始|スタート)|中|が始ま|に入っ|から[0-9一二三]|[0-9一二三]年)|全庁(?:展開|導入)(?:して|した|済)/u,
      ['本格実施して2年目の市', '本格導入を始めました'],
      ['本格実施はまだ先'],
    ),
  },
  {
    step: 9,
    deed: pattern(
      after(
        '本格(?:実施|導入)(?:用|向け|に向けた)[^。、]{0,8}(?:端末|環境|機器|ルール|整備)|(?:全庁|全職員)(?:分|展開)?(?:の|用の?|のための|向けの?)(?:端末|環境整備|機器)',
      ),
      ['本格実施向けの環境整備も済んだ', '全職員分の端末がそろった'],
    ),
  },
  {
    step: 8,
    deed: pattern(
      after('推進方針|当面の方針|方針'),
      ['全庁の推進方針 決定済み', '方針は決まりました'],
      ['方針を決めたい'],
    ),
  },
  {
    step: 7,
    deed: pattern(
      after('(?:導入の?)?目的(?:と対象者?)?|対象者?の?(?:明確化)?'),
      ['導入の目的と対象者は決めました'],
      ['試行の対象を決めたい'],
    ),
  },
  {
    step: 6,
    deed: pattern(
      after('(?:全庁|全体|全職員|庁内全体|職員全員)[^。]{0,14}(?:把握|課題(?:の)?整理|アンケート|調査|洗い出し)'),
      ['全庁の職員アンケートと課題整理が終わった', '全体の実態把握まで完了'],
      ['推進体制と実態把握は済んだ'],
    ),
  },
  {
    step: 5,
    deed: pattern(
      after('検証|効果測定|効果の?確認|試行[^。]{0,12}アンケート[^。]{0,12}|振り返り'),
      ['検証の報告書までまとめ終わった', '検証も済みました'],
      ['検証はこれから'],
    ),
  },
  {
    step: 4,
    deed: pattern(
      new RegExp(
        `${after('試行(?!用|の準備|の?説明会|環境|に向け|のため|の結果)|トライアル(?!用)|お試し|試験(?:導入|実施)').source}|試し(?:に|て)[^。]{0,16}(?:回し|やり|試し)?(?:終え|終わ|済)|試してみた`,
        'u',
      ),
      ['一部の課での試行が終わりました', 'トライアルは終えた', '試しに2か月、企画課だけで回し終えました'],
      ['試行用の端末がそろった'],
    ),
  },
  {
    step: 3,
    deed: pattern(
      after(
        '(?:試行|トライアル)?(?:用の?|向けの?)?(?:端末|機器|環境整備|環境|pc|パソコン|リモートアクセス|vpn|説明会)(?:とルール|やルール|・ルール)?',
      ),
      ['試行用の端末とルールはそろいました', '試行の環境整備は済んだ'],
      ['端末を買いたい'],
    ),
  },
  {
    step: 2,
    deed: pattern(after('実態把握|課題(?:の)?整理|現状の?(?:把握|調査|洗い出し|分析)|業務の?(?:洗い出し|棚卸し?)'), [
      '推進体制と実態把握は済んだ',
      '業務の洗い出しは終わった',
    ]),
  },
  {
    step: 1,
    deed: pattern(
      after('(?:推進)?チーム|推進体制|体制(?:づくり|作り)?|プロジェクト(?:チーム)?|pt|ワーキング|wg'),
      ['庁内の推進チームはもうできた', 'プロジェクトチームを立ち上げた'],
      ['チームを作りたい'],
    ),
  },
]

export const BEGINNINGS = {
  nothing: pattern(
    /まだ何も|何も(?:して(?:い)?ない|やって(?:い)?ない|始めて|手を)|これから(?:始め|導入|です)|ゼロから|白紙|手つかず|最初(?:は|の)|まず何|何から/u,
    ['まだ何もしてない', '何から始めれば'],
    ['試行は終わった'],
  ),
  finished: pattern(
    /終わ(?:った|って|っています|り(?!ませ)|っとる)|終え|完了|済(?:み|ん)|できた|できました|クリア|やりました|やった|実施済|終了し|まで(?:きた|来た|やって|進)/u,
    ['ステップ3まで完了', 'ステップ2が終わりました'],
    ['ステップ3では何をしますか'],
  ),
  unfinished: pattern(
    /まだ(?:です|終わ|完了|でき)|未完了|未了|やり直|終わって(?:い)?な|完了して(?:い)?な|取り消/u,
    ['ステップ2はまだです'],
    ['ステップ2が終わりました'],
  ),
  supposes: pattern(
    /(?:終わっ|完了し|でき)たら|終わる(?:と|には)|(?<![あこ])とは|いけません|いけない|必要です|べき/u,
    ['ステップ3が終わったら何をする？'],
    ['ステップ3が終わった。次は？'],
  ),
} satisfies Patterns

const STEP = /(?:導入)?(?:ステップ|step|手順)(?:の)?([\d一二三四五六七八九十]{1,3})/gu
const ALSO = /^(?:と|、|や|・|,)([\d一二三四五六七八九十]{1,3})(?![\d人名円%日])/u

const valid = (step: number | null): step is number =>
  step !== null && Number.isInteger(step) && step >= 1 && step <= LAST_STEP

const through = (step: number): number[] => Array.from({ length: step }, (_, at) => at + 1)

/** The steps that a sentence names by number: 「ステップ3まで」 means the first three. */
export const stepsNamed = (folded: string): number[] => {
  const steps: number[] = []
  for (const match of folded.matchAll(STEP)) {
    const step = numeral(match[1] ?? '')
    if (!valid(step)) continue
    let rest = folded.slice(match.index + match[0].length)
    if (/^(?:番|目)?まで/u.test(rest)) steps.push(...through(step))
    else steps.push(step)
    for (let more = ALSO.exec(rest); more !== null; more = ALSO.exec(rest)) {
      const also = numeral(more[1] ?? '')
      if (valid(also)) steps.push(also)
      rest = rest.slice(more[0].length)
      if (also !== null && rest.startsWith('まで')) steps.push(...through(also))
    }
  }
  return [...new Set(steps)]
}

/** A step that is going on: 試行中, 効果の確認をしてるとこ. The latest first. */
export const DOINGS: { step: number; doing: Pattern }[] = [
  {
    step: 5,
    doing: pattern(
      /(?:検証|効果の?(?:確認|測定)|アンケート(?:の?集計)?|振り返り)(?:を|の)?(?:中|最中|(?:して|やって|とって)(?:い)?(?:る|ます|ん))/u,
      ['検証中です', '効果の確認をしてるとこ'],
      ['検証はこれから', '検証した'],
    ),
  },
  {
    step: 4,
    doing: pattern(
      /(?:試行|トライアル|お試し)(?:実施|期間)?(?:を|の)?(?:中|最中|(?:して|やって)(?:い)?(?:る|ます|ん))/u,
      ['いま試行中', '試行をやっています'],
      ['試行が終わった', '試行用の端末'],
    ),
  },
  {
    step: 3,
    doing: pattern(
      /(?:環境整備|端末の?(?:調達|準備)|機器の?(?:調達|準備))(?:を|の)?(?:中|最中|(?:して|やって)(?:い)?(?:る|ます|ん))/u,
      ['環境整備中です'],
      ['環境整備は済んだ'],
    ),
  },
  {
    step: 2,
    doing: pattern(
      /(?:課題整理|実態把握|業務の?(?:棚卸し?|洗い出し))(?:を|の)?(?:中|最中|(?:して|やって)(?:い)?(?:る|ます|ん))/u,
      ['業務の棚卸しをしています'],
      ['課題整理は済んだ'],
    ),
  },
]

/** The step that is going on, or null. */
export const stepUnderWay = (folded: string): number | null =>
  DOINGS.find(({ doing }) => doing.matches.test(folded))?.step ?? null

export const GOINGS_ON = {
  /** After what was told last: それ終わったら, その次は. */
  onward: pattern(
    /^(?:じゃあ?、?|で、?|では、?|ほな)?(?:(?:それ|これ|そこ|そいつ)(?:も|が|を)?(?:全部)?(?:終わ|おわ|済|すん|片付|やっ)[^、。]{0,8}(?:ら|ば|と|後|あと)|その(?:次|あと|後)(?:の次)?(?:は|って|に|も|[?]|$))/u,
    ['それ終わったら', 'その次は', 'それも済んだら？', 'その次の次は'],
    ['次は何ですか', 'その次年度の'],
  ),
  twice: pattern(/(?:その|次の)次の次/u, ['その次の次は'], ['その次は']),
  /** Everything that is left, and not the next alone. */
  rest: pattern(
    /残りの?(?:段取り|手順|ステップ|流れ)|あと何|次と、?その次/u,
    ['残りの段取りは', '次と、その次は？'],
    ['次は'],
  ),
} satisfies Patterns

/** アンケートはこれから: named, and not done. */
const TO_COME = /[^、。,]{1,14}?(?:は|が|も)?(?:これから|まだ|未実施|未着手|手つかず)(?:です|だ|で)?(?=[、。,?]|$)/gu

/** The last step that what is told has finished; 0 when nothing is done yet, null when nothing is told. */
export const stepReached = (folded: string): number | null => {
  const told = folded.replace(TO_COME, '')
  const reached = DEEDS.find(({ deed }) => deed.matches.test(told))?.step
  if (reached !== undefined) return reached
  return BEGINNINGS.nothing.matches.test(folded) ? 0 : null
}
