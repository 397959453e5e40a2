/**
 * What must not be answered like a question. Works on what words mean together (a secret and to show it, an earlier
 * instruction and to ignore it), in any order and width, never on whole sentences.
 */
import { fold } from '../knowledge/knowledge.ts'

export type IncidentKind = 'lost' | 'misdirected' | 'infected' | 'other'

export type Verdict =
  | { kind: 'pass'; text: string; ignored: boolean }
  | { kind: 'secret' | 'prompt' | 'records' | 'person' }
  | { kind: 'incident'; incident: IncidentKind }
  | { kind: 'distress'; danger: boolean; text: string }

/** Longer texts are cut: pasted documents must not cost time. */
const CHARACTERS_MAX = 8_000

/** Folded, lower case, and without the spaces and signs with which words are torn apart. */
const squeezed = (text: string): string =>
  fold(text)
    .toLowerCase()
    .replaceAll(/(?<=[\u3040-\u30ff\u3400-\u9fff])[\s*_~.・,、|/\\-]+(?=[\u3040-\u30ff\u3400-\u9fff])/gu, '')
    .replaceAll(/\s+/gu, ' ')

const SHOW =
  '教え|おしえ|見せ|みせ|表示|出力|開示|公開し|晒|さら[しせ]|吐[いけき]|漏らし|書き出|列挙|一覧|コピー|貼[っり]|送って|知りたい|読み上げ|要約|翻訳|繰り返|そのまま|ください|くれ|show|reveal|print|display|output|dump|tell|give|repeat|list|leak|share|send|echo|what (?:is|are)|expose|summari[sz]e|translate'
const SECRET =
  '(?:管理者|システム|サーバー?|アカウント|共有|本番|db|データベース|root|admin|ログイン|ルータ|wi-?fi|vpn)?(?:の)?(?:パスワード|ぱすわーど|暗証番号|パスコード|秘密鍵|ひみつかぎ|シークレット|認証情報|資格情報|ログイン情報|接続文字列|環境変数|アクセスキー|apiキー|api ?key|トークン|とーくん|credentials?|passwords?|secrets?|(?:access |api |bearer |auth )?tokens?|private key|environment variables?|env vars?|\\.env|connection string|process\\.env|設定ファイルの中身|ソースコード|source code)'
/** Questions about how secrets are handled are questions about telework. */
const POLICY =
  /管理(?:方法|ルール|の|は)|有効期限|期限|何(?:日|か月|文字|桁)|桁数|忘れ(?:た|て|まし|ちゃ)|再発行|再設定|リセット|初期化|変え(?:る|方|たい)|手順|ルール|決まり|決め方|ポリシー|設定(?:方法|の仕方|する(?:べき|とき))|強度|長さ|文字数|定期|変更(?:の頻度|は必要|すべき)|使い回|対策|扱い|とは|必要(?:です|か|な)|どう(?:やって)?(?:守|管理|決め|すれば)|注意|基準|推奨|policy|best practice/u

const PROMPT =
  'システム ?プロンプト|プロンプト|初期(?:設定の)?(?:指示|命令|文)|内部(?:の)?(?:指示|命令|ルール|設定|プロンプト)|(?:最初|はじめ|初め|もともと|元々)(?:に|の)?(?:与え|受け|渡さ|設定さ|書か)?(?:られ|れ|た)*(?:指示|命令)|隠(?:し|された)(?:指示|命令|設定)|開発者(?:の|からの)指示|(?:あなた|君|きみ|お前|ボット|bot|ai)(?:に|へ|が|の)(?:与え|受け|渡さ|設定さ|書かれ)?(?:られ|れ|た|て|い)*(?:る|た)?(?:指示|命令|ルール|設定|制約)|system (?:prompt|message|instructions?)|(?:your|hidden|initial|internal|original|secret) (?:prompt|instructions?|rules|guidelines|configuration)|prompt'
const EARLIER =
  '(?:これまで|今まで|いままで|以前|以上|上記|上|前|先|さっき|すべて|全て|全部|元|既存|システム|あなた|与えられた|安全|デスク|開発者)(?:の|に)?(?:すべての|全ての|あらゆる)?(?:与えられた)?(?:指示|命令|ルール|設定|制約|制限|プロンプト|規則|決まり|instructions?)'
const DROP = '無視|むし(?:し|せ)|忘れ|わすれ|破棄|捨て|リセット|取り消|解除|従わ|上書き|無効|オフに|外し|やめ'

const OVERRIDES = [
  new RegExp(`${EARLIER}(?:は|を|も|など|なんて|、)?.{0,8}(?:${DROP})`, 'u'),
  /(?:指示|命令|ルール|制限|制約|安全装置|ガードレール|フィルター?)(?:は|を)?(?:すべて|全部|一切)?(?:無視し|無視せ|無視して|忘れて|破棄し|解除し|無効に|オフに)/u,
  /(?:ignore|disregard|forget|override|bypass|skip|drop)\b.{0,30}\b(?:instructions?|rules?|prompts?|guidelines|restrictions|safety|above|previous)/u,
  /(?:jail ?break|developer mode|\bdan\b ?(?:mode)?|do anything now|god mode|開発者モード|デバッグモード|debug mode|管理者モード|制限なしモード|脱獄)/u,
  /(?:you are now|from now on,? you|act as|pretend (?:to be|you)|roleplay as)\b/u,
  /(?:あなた|君|お前|きみ)は(?:今から|これから|もう|いまから).{0,20}(?:です|だ|になり|として|なりきり|振る舞)/u,
  /(?:になりきって|のふりをして|として振る舞って|ロールプレイ).{0,30}(?:答え|教え|話し|出力|返)/u,
  /(?:system|assistant|developer)\s*[:>]\s*\S|<\/?(?:system|instructions?|prompt|im_start|im_end)\b|\[(?:system|inst)\]|###\s*(?:system|instruction|指示)/u,
  /(?:必ず|ただし|以下の?(?:とおり|通り)|次の(?:とおり|通り|文)?).{0,20}(?:とだけ|とのみ)(?:答え|返|出力|返答|回答|書)/u,
  /(?:回答|返答|返事|答え)(?:の最後|の末尾|の冒頭|の先頭)?(?:に|は)(?:必ず|すべて|常に)?.{0,30}(?:と(?:書|付|つけ|入れ|追加|出力|表示|答え)|を(?:含め|付け|つけ|入れ|追加|挿入)|にして(?:くださ|下さ|くれ|ほし))/u,
]

const OTHERS =
  "(?:ほか|他|別|よそ|隣|前)の(?:人|方|利用者|ユーザー?|職員|社員|相談者|会社|企業|団体|市|町|村|自治体|部署|申請者|申込者|担当)|他人|他社|同僚|部下|上司|誰か|だれか|みんな|全員|(?:利用者|ユーザー?|職員|社員|相談者|申請者|申込者|登録者|参加者)(?:全員|たち|の)|[\\p{Script=Han}\\p{Script=Katakana}]{1,6}(?:さん|氏|様|君|ちゃん)|[\\p{Script=Han}]{1,5}(?:市|町|村|区|県|会社|社)(?:さん)?|other (?:people|users?|persons?|compan(?:y|ies)|employees?)(?:'s)?|someone else(?:'s)?|another (?:user|person|company)(?:'s)?|everyone(?:'s)?"
const RECORDS =
  '(?:相談|問い?合わ?せ|質問|会話|チャット(?!の名前)|申込|申し込み|申請|受付|利用|ログイン|やりとり|やり取り)(?:の)?(?:内容|中身|履歴|記録|ログ|一覧|状況|データ|番号|相手|名前)|個人情報|個人番号|マイナンバー|名簿|住所録|連絡先一覧|メールアドレス一覧|下書き|consultation (?:records?|requests?|history)|(?:chat|conversation|inquiry) (?:logs?|history|records?)|personal (?:data|information|details)'
const PRIVATE =
  '自宅|家の住所|住んで|住所|携帯|個人の電話|給料|給与|年収|月給|ボーナス|評価|査定|家族|結婚|既婚|独身|年齢|何歳|誕生日|生年月日|病歴|病気|通院|出身|経歴|性格|恋人|処分歴|残業時間|勤務状況|在席状況|サボ|さぼ|休暇の理由|salary|home address|age\\b|birthday|married'
const NAMED =
  '[\\p{Script=Han}\\p{Script=Katakana}\\p{Script=Hiragana}]{1,6}(?:さん|氏|様|くん|君|ちゃん|部長|課長|係長|社長|市長|町長|知事|大臣)'

const has = (source: string, flags = 'u'): RegExp => new RegExp(source, flags)
const secretAsked = has(
  `(?:${SECRET}).{0,24}(?:${SHOW}|何(?:です|だ|か|[?])|なに|は[?？]?$|[?？])|(?:${SHOW}).{0,40}(?:${SECRET})`,
)
const promptAsked = has(`(?:${PROMPT}).{0,30}(?:${SHOW}|何|なに|は[?？]|[?？])|(?:${SHOW}).{0,40}(?:${PROMPT})`)
const recordsAsked = has(
  `(?:${OTHERS}).{0,16}(?:${RECORDS})|(?:${RECORDS}).{0,10}(?:全部|すべて|全件).{0,10}(?:${SHOW})`,
)
const recordsNumber =
  /(?:受付|受け付け|相談|申請|receipt|request)\s*(?:番号|no\.?|number)?\s*[:：]?\s*(?:tw-?\d{4}-?\d+|[a-z]*\d{4,})(?:番)?の?.{0,12}(?:内容|中身|詳細|相談|見せ|教え|状況|show|content)/u
const privateAsked = has(`(?:${NAMED})(?:の|って|は).{0,10}(?:${PRIVATE})`)
/** What others did is public where it is published as a case. */
const PUBLIC = /事例|ケース|取組|取り組み|好事例|モデル|傾向|統計|割合/u
const OWN = /(?:自分|私|わたし|僕|うち|当社|弊社|当市|本人|my )(?:の|が|から)?/u

/** A machine, a document, something one can lose. */
const THING =
  'パソコン|ぱそこん|ノートpc|pc|端末|スマホ|スマートフォン|携帯(?:電話)?|タブレット|ipad|iphone|usb(?:メモリー?)?|ハードディスク|hdd|ssd|記録媒体|書類|資料|紙|名簿|手帳|鞄|かばん|カバン|バッグ|リュック|社員証|職員証|身分証|セキュリティカード|鍵|ルーター?|laptop|phone|computer|device|bag|documents?'
const LOST =
  'なくし|無くし|失くし|亡くし|なくな[っり]|無くな[っり]|紛失|忘れ(?:て(?!いけ|はい)|た|まし|物|ちゃ)|置き忘れ|置いてき|落とし(?:て|た|ちゃ|まし)|盗まれ|盗難|盗られ|とられ|すられ|ひったく|見つから|見当たら|(?:どこ|どっ)か(?:に|へ)?(?:行|い[っき])|おとし(?:た|ちゃ|てしま|まし)|持って(?:行|い)かれ|持ち去ら|ぱくられ|パクられ|lost|stolen|left|missing|misplaced|nicked|snatched'
/** Left or gone where strangers pass; at a desk the same words mean nothing. */
const ELSEWHERE =
  '電車|バス(?!ワード)|タクシー|新幹線|飛行機|駅|ホーム|網棚|カフェ|喫茶店|居酒屋|飲食店|飲み屋|出先|外出先|ホテル|トイレ|ベンチ|コンビニ|train|taxi|bus\\b|cafe'
const LEFT = '置きっぱなし|置いたまま|置いて(?:降り|帰|き)|消えて|消えた|なくなって'
const SENT =
  '誤送信|誤って送|間違え(?:て|た).{0,8}(?:送|転送|添付|共有|公開)|間違って.{0,10}(?:送|転送|添付|共有|公開)|(?:違う|別の|ちがう|よその|他の|ほかの|関係(?:の)?ない|無関係[のな]|知らない)(?:人|方|相手|宛|あて|会社|お?客|取引先|部署|部|課|係|室|支所|学校|家|住所|住民|市民|事業者|アドレス|先|市|町|村|県|団体)(?:さん|様)?.{0,8}(?:に|へ).{0,14}(?:送|転送|共有|メール|fax|渡)|(?:宛先|宛名|あて先|あて名).{0,6}(?:間違|まちが|ミス|誤)|間違(?:えて|って).{0,12}流し(?:た|て|ちゃ)|(?:名簿|個人情報|社外秘|機密|住民の|市民の|顧客の).{0,24}(?:流し|送っ|渡し|公開し)(?:ちゃ|てしま)|(?:bcc|cc).{0,14}(?:間違|忘れ|してしま|しちゃ|丸見え|全員)|誤(?:配信|配布|添付|転送|公開)|(?:sent|emailed|forwarded).{0,40}(?:wrong|mistake|by accident)'
const INFECTED =
  '(?:ウイルス|ウィルス|マルウェア|ランサム(?:ウェア)?|トロイ|スパイウェア|virus|malware|ransomware).{0,24}(?:感染|かかっ|やられ|入っ|検出|検知|出た|でた|かも|みたい|infect|警告|疑)|(?:不審|怪しい|あやしい|変な|謎の|フィッシング|なりすまし|迷惑|偽).{0,10}(?:メール|リンク|添付|url|サイト|ファイル|sms).{0,20}(?:開い|開け|クリック|押し|踏ん|入力|ダウンロード|実行|返信)|(?:フィッシング|詐欺).{0,14}(?:引っかか|ひっかか|入力し|入れてしま)|(?:画面|ファイル).{0,16}(?:乗っ取|ロックされ|暗号化され|身代金|勝手に動|脅迫)|(?:clicked|opened).{0,30}(?:phishing|suspicious|strange).{0,10}(?:link|mail|email|attachment)|感染(?:した|してしま|しちゃ)(?:か|みたい|よう|疑)'
const TRICKED =
  '(?:リンク|サイト|メール|偽|にせ).{0,20}(?:id|パスワード|暗証番号|カード番号).{0,8}(?:入れ|入力し|打ち込)(?:た|て|ちゃ|まし)|(?:typed|entered|gave|put).{0,20}(?:password|credentials|login).{0,30}(?:fake|phishing|suspicious|strange|scam)|(?:画面|パソコン|pc|ファイル).{0,24}(?:ビットコイン|仮想通貨|身代金|金を払え|払え(?:と|って|」))|(?:広告|ポップアップ|警告(?:音|画面)?)が?.{0,6}(?:止まら|消えな|消えませ|出続け)'
const BREACH =
  '情報(?:が)?(?:漏え?い|漏洩|流出|もれ|漏れ)(?:し(?:た|て|ま)|した?か|が(?:起|発生|あっ)|て)|不正(?:アクセス|ログイン)(?:され|が(?:あ|起)|を受け|らしき|かも|の(?:通知|形跡|疑))|乗っ取られ|アカウント.{0,8}(?:乗っ取|不正|勝手に)|パスワード(?:を|が).{0,10}(?:漏れ|盗まれ|見られ|知られ|流出|入力してしま|打ち込んでしま)|(?:のぞき|覗き)(?:見|こ).{0,6}(?:され|た)|(?:知らない|見覚えのない|身に覚えのない|見知らぬ).{0,14}ログイン(?:の|された|した)?(?:跡|形跡|痕跡|通知|履歴|記録|が?あ)|data (?:breach|leak)|(?:got|been|was) hacked'
/** Somebody asks whether they may, and has not done it. */
const ALLOWED = 'て(?:も)?(?:よい|良い|いい|大丈夫|かまいません|構いません)|べき|禁止|可能|離席'
/** How to prevent it, or how common it is, is not what has just happened. */
const HYPOTHETICAL =
  /防(?:ぐ|止|げ)|予防|しないため|ないように|対策(?!本部)|リスク|備え|事前|ルール(?:は|を)|規程|規定|訓練|研修|事例|件数|割合|とは|危険性|心配|不安|prevent|avoid/u
const HAPPENED =
  /(?:て|で)しま[いっ]|ちゃ[いっ]|(?:し|れ|け|っ|い)(?:た(?!ら|場合|とき|時|際)|まし)|かも(?!しれない(?:ので|から)不安)|みたい|どうしよう|急ぎ|至急|大変|今すぐ|助けて|やばい|ヤバい/u

const incidentIn = (text: string): IncidentKind | null => {
  const kinds: [IncidentKind, RegExp][] = [
    ['infected', has(`${INFECTED}|${TRICKED}`)],
    ['misdirected', has(SENT)],
    ['lost', has(`(?:${THING}).{0,24}(?:${LOST})|(?:${LOST}).{0,16}(?:${THING})`)],
    ['lost', has(`^(?=.*(?:${THING}))(?=.*(?:${ELSEWHERE}))(?!.*(?:${ALLOWED})).*(?:${LEFT})`, 'us')],
    ['other', has(BREACH)],
  ]
  const found = kinds.find(([, pattern]) => pattern.test(text))
  if (found === undefined) return null
  return HYPOTHETICAL.test(text) && !HAPPENED.test(text) ? null : found[0]
}

const DANGER =
  /死に(?:たい|たく|そう)|しにたい|自殺|自死|消え(?:たい|てしまいたい|てなくな)|生きて(?:い|る|いく)*(?:の(?:が|は))?(?:つら|辛|嫌|意味)|リストカット|kill myself|suicid/u
const DISTRESS =
  /(?:つら(?:い|く|すぎ|かっ)|辛(?:い(?!カレ|もの|料理|食)|く|すぎ)|しんど(?:い|く|すぎ)|苦し(?:い|く|んで)|限界|もう(?:無理|だめ|ダメ|いや|嫌)|耐えられ|追い詰め|鬱|うつ(?:病|っぽ|かも|に)|適応障害|メンタル.{0,6}(?:不調|やられ|病|崩|きつ|つら)|心が(?:折れ|病|つら)|眠れ(?:な|ま)|涙が|泣(?:いて|きたい)|孤独(?:で|を感じ|感が(?:つら|辛|強|ひど))|孤立(?:して|感)|疲れ(?:切|果て|きっ|はて)|燃え尽き|パワハラ|モラハラ|セクハラ|ハラスメント|いじめ(?:られ|を受)|病んで|参って|会社(?:に|を)(?:行きたくな|辞めたい)|仕事(?:が|を)(?:つら|辛|辞めたい|やめたい|嫌)|depress|burn(?:ed|t)? ?out|overwhelmed|harass)/u

/** First at the ends of sentences; where that parts nothing, also behind what is quoted. */
const BOUNDARIES = [/(?<=[。！？!?\n])/u, /(?<=[。！？!?\n」』】])/u]
const piecesOf = (text: string, boundary: RegExp): string[] =>
  text
    .split(boundary)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')

const overrides = (text: string): boolean => OVERRIDES.some((pattern) => pattern.test(text))
const demandsSecret = (text: string): boolean => secretAsked.test(text) && !POLICY.test(text)
const demandsPrompt = (text: string): boolean => promptAsked.test(text) && !/プロンプトエンジニア|コマンド/u.test(text)
const demandsRecords = (text: string): boolean =>
  recordsNumber.test(text) ||
  (recordsAsked.test(text) && !PUBLIC.test(text) && !(OWN.test(text) && !has(OTHERS).test(text)))

const hostile = (piece: string): boolean => {
  const text = squeezed(piece)
  return overrides(text) || demandsSecret(text) || demandsPrompt(text)
}

/** Anything a person could want to know is left when the foreign instructions are gone. */
const asksSomething = (text: string): boolean =>
  /[?？]|か(?:。|$)|教え|知りた|いつ|どこ|いくら|誰|何|どう|方法|ですか|ますか|what|how|when|where/u.test(
    fold(text).toLowerCase(),
  ) && fold(text).replaceAll(/[\s\p{P}]/gu, '').length >= 6

export const judge = (given: string): Verdict => {
  const raw = given.slice(0, CHARACTERS_MAX)
  const text = squeezed(raw)
  const attacked = overrides(text) || demandsSecret(text) || demandsPrompt(text)
  if (attacked) {
    for (const boundary of BOUNDARIES) {
      const pieces = piecesOf(raw, boundary)
      const clean = pieces.filter((piece) => !hostile(piece))
      const rest = clean.join('')
      if (clean.length === pieces.length || !asksSomething(rest) || hostile(rest)) continue
      const asking = clean.filter((piece) => asksSomething(piece))
      const inner = judge(asking.length > 0 ? asking.join('') : rest)
      return inner.kind === 'pass' ? { ...inner, ignored: true } : inner
    }
    return { kind: demandsSecret(text) ? 'secret' : 'prompt' }
  }
  const incident = incidentIn(text)
  if (incident !== null) return { kind: 'incident', incident }
  if (demandsRecords(text)) return { kind: 'records' }
  if (privateAsked.test(text)) return { kind: 'person' }
  if (DANGER.test(text) || DISTRESS.test(text)) return { kind: 'distress', danger: DANGER.test(text), text: raw }
  return { kind: 'pass', text: raw, ignored: false }
}

const SMALL =
  /^(?:こんにちは|こんばんは|おはよう(?:ございます|さん)?|はじめまして|やあ|どうも|お疲れ様?(?:です)?|hello|hi|hey|good (?:morning|afternoon|evening))[。!！~〜ー\s]*$/u
const THANKS =
  /^(?:(?:大変|本当に|とても|どうも)?(?:ありがとう(?:ございま(?:す|した))?|ありがと|助か(?:り(?:ました?)?|った)(?:わ|よ)?|サンキュー?|thanks?(?: you)?|thank you(?: very much)?)|(?:了解|承知)(?:です|しました)?|(?:わかり|分かり)ました|解決しました|大丈夫です|もう(?:いい|大丈夫)です|ok|okay)[。!！~〜、\s]*(?:ありがとう(?:ございま(?:す|した))?|助かりました?)?[。!！\s]*$/u

const YOU = '(?:あなた|きみ|君|お前|そちら|この(?:ボット|デスク|窓口|チャット)|ボット|チャットボット)(?:は|って|の|も)?'
const END = String.raw`[?？。!！~〜\s]*$`
/** Questions about the desk itself; whole sentences only, so that AI or a name inside another question stays one. */
const ABOUT_THE_DESK = [
  `^${YOU}(?:誰|だれ|何者|なにもの|何)(?:です|なの|なん|や|だ|か|の|ねん)*${END}`,
  `^(?:${YOU})?(?:ai|人工知能|人間|ロボット|ボット|bot|chatgpt|人)(?:です|なの|なん|だ|か|の)+${END}`,
  `^(?:${YOU})?お?(?:元気|調子)(?:は|って)?(?:どう|いかが)?(?:です|だ|か|い)*${END}`,
  `^(?:${YOU})?お?名前(?:は|って|を)?(?:何|なに|なん)?(?:です|か|と|て(?:いう|言う)の?|教えて)*${END}`,
  `^(?:${YOU})?(?:何|なに)(?:が|を|か)?(?:でき|出来|聞け|きけ|して(?:くれ|もらえ)|答え(?:て|られ))[^、。]{0,8}${END}`,
  `^(?:${YOU})?(?:何歳|なんさい|いくつ|歳(?:は|って))(?:です|なの|だ|か)*${END}`,
  `^(?:who are you|what are you|what can you do|how are you)${END}`,
].map((pattern) => new RegExp(pattern, 'u'))

const small = (said: string): boolean =>
  SMALL.test(said) || THANKS.test(said) || ABOUT_THE_DESK.some((pattern) => pattern.test(said))

const everyClause = (given: string, says: (clause: string) => boolean): boolean => {
  const text = fold(given).trim().toLowerCase()
  const clauses = text.split(/[、。?!,]+/u).filter((clause) => clause.trim() !== '')
  return says(text) || (clauses.length > 1 && clauses.every((clause) => says(clause.trim())))
}

export const isGreeting = (text: string): boolean => everyClause(text, small)
export const isThanks = (text: string): boolean => everyClause(text, (clause) => THANKS.test(clause))

const SELF =
  /うち(?:の|は|で|も|では)|当社|弊社|自社|我が?社|わが社|当団体|当法人|当市|当町|当村|当県|当区|当庁|本市|本町|本県|私たち|我々|こちらの|自分の(?:会社|課|部署)|職場の|社内の|庁内の|この(?:契約|見積|規程|設定|構成|案|計画|運用)|our\b|my company/u
const MATTER =
  /条項|計画|運用|vpn|ネットワーク|回線|セキュリティ|システム|構成|設定|サーバー?|クラウド|契約|委託|ベンダー?|見積|予算|費用対効果|投資|就業規則|規程|労使|協定|36協定|手当|人事制度|賃金|残業|評価制度|製品|ツール|ソフト|業者|network|security|budget|contract/u
const VERDICT =
  /大丈夫(?:です|でしょう|か|だろう|[?])|安全(?:です|でしょう|か(?:[?。]|$)|と言え|性を(?:判断|評価))|問題(?:ない|あり(?:ます|ません)か|ないです)|十分(?:です|でしょう|か|と言え)|足り(?:ます|る|てい)か?|妥当|適切(?:です|か|でしょう)|適正|高(?:い|すぎ)(?:です|ます|か|と思)|安(?:い|すぎ)(?:です|ます)|違法|適法|合法|法的に|訴え|べき(?:です|でしょう|か)|(?:し|やめ)た(?:ほう|方)が(?:いい|よい|良い)|どう思|判断し|評価し|診断し|審査し|見て(?:ほしい|ください|もらえ)|レビュー|添削|承認(?:し|でき)|問題が?ないか|通り(?:ます|そう)|おすすめ|お勧め|オススメ|どれが(?:いい|よい|良い|一番)|どちらが(?:いい|よい|良い)|どっちが(?:いい|よい|良い)|選んで|決めて|比較して|is (?:it|our|this) (?:safe|secure|ok|legal)|should we/u
const PRODUCT =
  /(?:おすすめ|お勧め|オススメ|どれ(?:が|を)|どの(?:製品|メーカー|ツール|サービス|会社|ソフト|pc|vpn)|一番いい|最適な).{0,20}(?:製品|メーカー|機種|ツール|サービス|ソフト|pc|パソコン|vpn|業者|ベンダー?|買|選|契約|導入)|(?:製品|メーカー|機種|ツール|サービス|ソフト|pc|パソコン|vpn|業者|ベンダー?).{0,12}(?:おすすめ|お勧め|オススメ|どれが|どこの?が(?:いい|よい|良い))/u
const LAWSUIT = /違法|適法|合法|法律違反|法的責任|訴え(?:られ|たい|る)|損害賠償|弁護士|労働基準法に(?:違反|反)/u

/** A judgement about one's own network, budget, contract or rights: for a person, not for documents. */
export const wantsJudgement = (given: string): boolean => {
  const text = squeezed(given)
  if (PRODUCT.test(text) || LAWSUIT.test(text)) return true
  return SELF.test(text) && MATTER.test(text) && VERDICT.test(text)
}
