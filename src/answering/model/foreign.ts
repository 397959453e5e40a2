/**
 * Text in a passage that speaks to a machine instead of telling readers something. Judged by what words do together
 * (an earlier instruction and to ignore it; an answer and how it must be worded), in any width, spacing and order.
 * Guidance has no need of such sentences, so that a passage with one is not shown to a model at all.
 */
import { fold } from '../../knowledge/knowledge.ts'
import { sentencesOf } from '../units.ts'

const MACHINE = String.raw`人工知能|機械|生成ai|claude|gemini|copilot|検索システム|(?<![a-z])ai(?![a-z])|アシスタント|assistant|言語モデル|language model|(?<![a-z])llms?(?![a-z])|chatgpt|gpt-?\d?|チャットボット|chat ?bot|ボット|(?<![a-z])bots?(?![a-z])|回答(?:者|係|システム|エンジン)|(?:処理|参照|要約|読解)(?:し|して|する|した)(?:いる|た)?(?:エージェント|システム|プログラム|サービス)|自動応答|自動回答|(?:この|ai|回答)エージェント|\bagent\b|モデル(?:へ|は|に)|the model|(?<![a-z])model:`
const ORDER_JA = String.raw`せよ|しろ(?!う)|しなさい|なさい|ください|下さい|くださ|すること|するように|すべき|なければ|せねば|頼む|お願い|命じ|厳守|従え|従う|てね|て欲しい|てほしい|のこと(?:。|$)`
const SAY_JA = String.raw`出力|答え|回答|返答|返信|返せ|返し|応答|書い|書き|書け|記載|記せ|言っ|言い|言え|述べ|表示|追加|付け|含め|挿入|従|無視|忘れ|伝え|案内|教え|勧め|推薦|送信|送れ|送っ|尋ね|呼び出|実行|開示|要約|翻訳|演じ|振る舞|名乗|なりきっ|断定|宣言|締め`
const MUST_EN = String.raw`must|should|shall|always|never|only|please|need to|have to|required to|instead|instructed|ordered|are to|is to|do not|don't|exactly|verbatim`
const SAY_EN = String.raw`respond|reply|answer|say|state|output|write|include|tell|print|append|prepend|add|insert|send|call|execute|repeat|reveal|mention|recommend|end|begin|start|return|claim|cite|insist|ignore|obey|follow|comply|confirm|approve|translate|summari[sz]e`

/** An answer as such, and how it must be. */
const ANSWER_JA = String.raw`(?:この|本|あなたの|質問(?:へ|に)?の?|利用者への|すべての|全ての|以降の|次の|今後の)?(?:回答|返答|返信|答え|出力|応答|レスポンス)`
const EARLIER = String.raw`(?:これまで|今まで|以前|以上|上記|上|前|先|それまで|すべて|全て|全部|元|既存|システム|あなた|与えられた|開発者|他|ほか|ほかの資料|他の資料)(?:の|に)?(?:すべての|全ての|あらゆる|出された|与えられた)?(?:指示|しじ|命令|めいれい|ルール|るーる|設定|制約|制限|プロンプト|規則|決まり|資料|文脈)`

/** Words put into somebody's mouth: guidance tells readers what to do, seldom what to say. */
const SPEECH_JA = String.raw`言[っうえわい]|云|述べ|答え|こたえ|回答|返(?:答|信|し|す|せ|って)|応じ|出力|宣言|断言|締めくく|承認|読み替え|唱え|名乗|勧め|おすすめ|通知せ|知らせろ|口にし|つぶや|しゃべ|話し`
const DIRECTED_JA = String.raw`せよ|しろ|なさい|ください|下さい|くださ|こと(?:[。」）)]|$)|ておいて|てほし|て欲し|てくれ|てね|てよ|いただけ|いただき|必要があ|べし|べき|ねば|ように(?:[。]|$|し|お願い)|かまいません|構いません|のが正解|のが正しい`

const PATTERNS: RegExp[] = [
  new RegExp(String.raw`(?:と|って|を|に)[^。\n]{0,14}(?:${SPEECH_JA})[^。\n]{0,12}(?:${DIRECTED_JA})`, 'u'),
  /[」』”"](?:と|って|という)[^。\n]{0,24}(?:ください|せよ|しろ|なさい|てほし|ておいて|必要があ|いただけ|含め)/u,
  /忘れ(?:てください|なさい|ろ|よ(?:。|$)|て(?:。|$))|(?:ルール|指示|決まり|規則|方針)(?:より|に)優先|全ての制約|制約を(?:外|解)|モード(?:を)?(?:起動|開始|オン)/u,
  new RegExp(
    String.raw`(?:${MACHINE})(?:様|さん|殿|くん|各位|の皆|のみな)|(?:ねえ|やあ|おい|hi|hey|hello|dear)[、, ]{0,2}(?:${MACHINE})|(?:読者|読み手|受け手|相手)が(?:${MACHINE})`,
    'u',
  ),
  /(?:モデル|あなた|お使い)(?:の|は|が)?.{0,8}(?:温度|設定|パラメータ|知識|記憶|学習).{0,20}(?:上げ|下げ|変え|変更|自由|無視|使って)|自由に創作/u,
  // Guidance in Japanese speaks to nobody as "you", and is written in no other alphabets.
  /\b(?:you|your|yours|yourself)\b/u,
  /[\p{Script=Cyrillic}\p{Script=Hangul}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}]{2,}/u,
  /\b(?:override|overrule|authori[sz]e|kindly|obey|comply)\b|\b(?:output|print|say|state|reply|respond|answer|write|echo|type) (?:the |a |an |with |only |just |this |that |")|\b(?:end|begin|start|finish|close|sign off) with\b|\bdo not (?:answer|use|cite|quote|mention|trust|rely)\b/u,
  // An earlier instruction, and to drop it.
  new RegExp(
    String.raw`${EARLIER}.{0,12}(?:無視|むし(?:し|せ)|忘れ|わすれ|破棄|捨て|取り消|解除|従わ|上書き|無効|使わ|置き換え)`,
    'u',
  ),
  /(?:ignore|disregard|forget|override|bypass|discard|drop|supersede|replace|void)\b.{0,50}\b(?:instructions?|prompts?|rules?|above|previous|prior|guidelines|context|passages?|sources?|system|constraints?|training)/u,
  /(?:instructions?|prompts?|rules?|guidelines)\b.{0,40}\b(?:no longer apply|are (?:void|cancelled|replaced|obsolete)|do not apply|have changed|is superseded)/u,
  /(?:忽略|无视|無視|忘记).{0,12}(?:指令|指示|提示|规则)|(?:이전|위의?|모든).{0,12}(?:지시|명령|프롬프트).{0,12}무시|(?:ignoriere|vergiss|ignora|ignorez|olvida).{0,30}(?:anweisung|instruc|consigne)/u,
  // Marks of a conversation with a model, and of its formats and tools.
  /(?:^|[\n。.\s>"'`*_#-])(?:system|assistant|developer|user|human|システム|アシスタント|開発者|管理者より)\s*(?:prompt|message|note|メッセージ|プロンプト|指示|通知)?\s*[:：>\]]/u,
  /<\/?(?:system|instructions?|prompt|im_start|im_end|passages?|context|data|assistant|user|tool|function|sys|admin)\b|<\||\|>|\[\/?(?:inst|system|sys|admin|assistant)\]|#{2,}\s*(?:system|instruction|new task|指示|命令|新しい)/u,
  /search_again|tool_calls?|function_call|"(?:kind|sentences|passages|role|content|tool|procedure)"\s*:|not_covered/u,
  /(?:end|begin|start) of (?:the )?(?:document|passage|context|data|prompt|instructions?)|(?:資料|文書|データ|引用|文脈|指示)(?:の)?(?:は)?(?:ここまで|ここで終わり|終わり|以上)(?:です)?.{0,20}(?:指示|命令|ここから|以下|新)/u,
  // A machine is spoken to or of, and is to do something.
  new RegExp(String.raw`(?:${MACHINE}).{0,60}(?:${SAY_JA}).{0,16}(?:${ORDER_JA})`, 'u'),
  new RegExp(String.raw`(?:${MACHINE}).{0,80}\b(?:${MUST_EN})\b.{0,40}\b(?:${SAY_EN})\b`, 'u'),
  new RegExp(
    String.raw`(?:${MACHINE}).{0,20}(?:への|に対する|向け(?:の)?|宛(?:て)?の?)(?:指示|命令|注意|連絡|メモ|お知らせ|お願い|依頼|伝言|メッセージ)`,
    'u',
  ),
  new RegExp(
    String.raw`(?:note|message|instructions?|attention|notice|directive|memo|request|dear|hey|hello)\b.{0,20}\b(?:to|for)?\s*(?:the |any |all |every )?(?:${MACHINE})`,
    'u',
  ),
  new RegExp(String.raw`(?:if|when|as|since|because) (?:you are|you're|an?|the) .{0,16}(?:${MACHINE})`, 'u'),
  new RegExp(
    String.raw`(?:${MACHINE}|あなた|君|きみ|お前|貴方)(?:が|は|で)?.{0,20}(?:読んで|見て|処理して|要約して|参照して)(?:いる)?(?:なら|場合|とき|時)`,
    'u',
  ),
  /\b(?:if|when|anyone|whoever|who|you) (?:you |are |is |who )*(?:read|reading|see|seeing|process|processing|summari[sz]ing|answering)\b.{0,40}\b(?:this|these|from)\b.{0,60}\b(?:say|reply|respond|answer|must|output|write|tell|correct|include|please)/u,
  // How an answer must be worded.
  new RegExp(
    String.raw`${ANSWER_JA}(?:文|内容)?(?:の)?(?:最後|末尾|冒頭|先頭|最初|文頭|文末|前|後|中|すべて|全て)?(?:に|には|は|では|を|として|の代わりに|で).{0,50}(?:必ず|常に|かならず|とだけ|だけ|のみ|と(?:書|付|つけ|入|追|出|表示|答|述|記|言|締)|を(?:含め|付け|つけ|入れ|追加|挿入|添え|書|記)|(?:${SAY_JA}).{0,8}(?:${ORDER_JA}))`,
    'u',
  ),
  new RegExp(
    String.raw`(?:質問|問い?合わ?せ|聞かれ|尋ねられ|問われ|利用者|ユーザー?|相談者|読者).{0,30}(?:には|は|に対して|たら|れば|場合(?:は|に)?|際(?:は|に)?|へ).{0,60}(?:と|を)(?:だけ|のみ)?(?:${SAY_JA}).{0,8}(?:${ORDER_JA})`,
    'u',
  ),
  /(?:とだけ|とのみ|という(?:一言|言葉|文|文字列|語)(?:だけ)?(?:を|で)?|の(?:一言|一語)(?:だけ|で|を))(?:で)?(?:答え|出力|返|返答|回答|書|言|述べ|表示)/u,
  new RegExp(
    String.raw`\b(?:your|the|every|all|any|each|this|final|correct|only) (?:\w+ ){0,2}(?:answers?|responses?|repl(?:y|ies)|outputs?|completions?)\b.{0,40}\b(?:${MUST_EN}|is|be|ends?|begins?|starts?|with|contains?|includes?)\b`,
    'u',
  ),
  /\b(?:respond|reply|answer|say|output|print|write|repeat|append|prepend|begin|start|end|tell|inform)\b.{0,30}\b(?:only|exactly|verbatim|with the (?:word|phrase|text|following)|the following|in all caps|the (?:user|reader|asker|customer|person)|users|nothing but|each answer|every answer|your answer)\b/u,
  new RegExp(String.raw`\b(?:you|u) (?:${MUST_EN}|will|can|may)\b.{0,30}\b(?:${SAY_EN})\b`, 'u'),
  // A part to play.
  /(?:あなた|君|お前|きみ|貴方|そなた)は(?:もう|今から|これから|いまから|ただいまから)?.{0,24}(?:です|だ(?:。|$)|である|になり|として|なりきり|振る舞)/u,
  /(?:you are|you're|from now on|act as|pretend|roleplay|behave as|simulate)\b.{0,40}\b(?:now|an?|the|as|free|unrestricted|dan|assistant|bot|pirate|mode|no longer)\b/u,
  /(?:になりきって|のふりをして|として振る舞|ロールプレイ|開発者モード|デバッグモード|管理者モード|制限なし(?:モード)?|脱獄|jail ?break|developer mode|debug mode|god mode|do anything now)/u,
  // To tell what must stay inside.
  /(?:プロンプト|指示文|内部(?:の)?(?:指示|設定|ルール)|system prompt|hidden (?:prompt|instructions?)|initial instructions?|your (?:prompt|instructions?|rules|configuration)|api ?キー|api ?key|環境変数|パスワード一覧|認証情報).{0,40}(?:表示|出力|開示|見せ|示せ|示し|教え|書|漏ら|公開|貼|送|reveal|print|show|repeat|output|disclose|leak|include|paste|send|quote)/u,
  /(?:reveal|print|show|repeat|output|disclose|leak|paste|quote|dump)\b.{0,40}\b(?:prompt|instructions?|api ?key|secrets?|credentials?|environment|configuration|conversation)/u,
  // To carry something out by an address, or to act.
  /!\[[^\]]*\]\(\s*https?:|(?:質問|会話|個人情報|回答|入力|conversation|question|query|data).{0,30}(?:を|の内容を)?.{0,10}https?:\S+.{0,20}(?:送|post|send|転送|fetch)|https?:\S*(?:\{|\$|%7b|=<|question=|q=\[)/u,
  /(?:reset|rewrite|change|alter|replace) (?:your|the) (?:persona|identity|role|behaviou?r|task|goal|objective)|\b(?:new|updated|revised|real|true|actual|urgent|important) (?:instructions?|task|objective|directive|rules?|orders?)\b/u,
  /(?:新しい|新たな|更新された|本当の|真の|最優先の|緊急の|次の|以下の|下記の|この)(?:指示|命令|任務|タスク|役割|ルール)(?:です|を|に(?:従|切り替|変更)|:|：|が|として)/u,
  /(?:他|ほか)の(?:資料|文書|文章|出典|番号)(?:は|を|に).{0,20}(?:使わ|無視|引用せ|引用し(?:ない|て)|信じ|参照し(?:ない|ては))|(?:本|この)(?:資料|文書|節|文)(?:だけ|のみ)(?:を)?(?:根拠|引用|参照|信頼|使)/u,
]

/** Single letters set apart, as in "i g n o r e", are put together. */
const together = (text: string): string =>
  text
    .replaceAll(/(?<![a-z])(?:[a-z][\s._*-]){3,}[a-z](?![a-z])/gu, (spaced) => spaced.replaceAll(/[\s._*-]/gu, ''))
    .replaceAll(/(?<=[\u3040-\u30ff\u3400-\u9fff])[\s*_~・|/\\-]+(?=[\u3040-\u30ff\u3400-\u9fff])/gu, '')

/** Letters of other alphabets that look like Latin ones, and digits in place of letters. */
const LOOKALIKES: Record<string, string> = { а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', х: 'x', і: 'i', ѕ: 's', у: 'y' }
const plainLetters = (text: string): string =>
  text.replaceAll(/[аеорсхіѕу]/gu, (letter) => LOOKALIKES[letter] ?? letter)
const fromDigits = (text: string): string =>
  text.replaceAll(/(?<=[a-z])[013457@$](?=[a-z])|(?<![a-z\d])[013457@$](?=[a-z]{2})/gu, (sign) =>
    '0o1i3e4a5s7t@a$s'.charAt('0o1i3e4a5s7t@a$s'.indexOf(sign) + 1),
  )

/** Base64 is read only where it is long enough to say something, and only once. */
const BASE64 = /[A-Za-z0-9+/]{24,}={0,2}/gu
const decoded = (text: string): string[] =>
  [...text.matchAll(BASE64)]
    .map(([code]) => Buffer.from(code, 'base64').toString('utf8'))
    .filter((plain) => !plain.includes('\uFFFD') && /^[\p{L}\p{N}\p{P}\p{S}\s]+$/u.test(plain))

/** Characters that readers cannot see and machines can: tags, and directions of writing. */
const HIDDEN = /[\u{E0020}-\u{E007F}]|[\u202A-\u202E\u2066-\u2069]|<!--/u

const CHARACTERS_MAX = 20_000

const matches = (text: string): boolean => {
  const plain = plainLetters(together(fold(text).toLowerCase()))
  const flat = plain.replaceAll(/\s+/gu, ' ')
  return [plain, flat, fromDigits(flat)].some((form) => PATTERNS.some((pattern) => pattern.test(form)))
}

/** Whether the text gives orders to whoever answers with it. */
export const addressesModel = (given: string): boolean => {
  const text = given.slice(0, CHARACTERS_MAX)
  return HIDDEN.test(text) || matches(text) || decoded(text).some((plain) => matches(plain))
}

/** What stands before the first sentence that addresses a machine; what follows it on its line came with it. */
const honestBeginning = (line: string): string => {
  const sentences = sentencesOf(line)
  const foreign = sentences.findIndex(addressesModel)
  return (foreign < 0 ? sentences : sentences.slice(0, foreign)).join('')
}

/** The text without what addresses a machine, for readers of the passage. */
export const withoutForeign = (text: string): string =>
  text
    .split('\n')
    .map(honestBeginning)
    .filter((line) => line !== '')
    .join('\n')
