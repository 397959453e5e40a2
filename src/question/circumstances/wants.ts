/** What a sentence wants, by its turns of phrase. All patterns expect folded text. */
import { says, saysAny, type Patterns } from './pattern.ts'

export const WANTS = {
  /** A judgement or a computation, rather than what a rule says. */
  judgement: {
    matches:
      /試算|見積|計算し|計算で|算定し|算出し|シミュレーション|判定|診断|判断し|チェックして|チェックした|チェックを(?:して|した|お願い|始め)|照らして|照らし合わせ|当てはまるか|満たし(?:て|そう|ます)|満たす(?:か|でしょう|\?|$)|満たせ|該当し|通(?:り(?:ます|そう)|る|れる)|クリア|足りな|足りん|届(?:く|き)|達し|達する|水準|ダメ|だめ|無理|むり|いける|いけそ|いけます|どう\?|どうかな/u,
    yes: ['基準を満たしていますか', '百選いける？', '何が足りん？', '試算をお願いします'],
    no: ['百選の基準を教えてください', '何社選ばれましたか'],
  },
  /** Wishes in so many words that the desk computes or judges for one. */
  wish: {
    matches:
      /試算|診断|判定|見積|シミュレーション|計算して|計算したい|概算を|当てはまる(?:か|の)|該当する(?:か|の)|満たし(?:て(?:い)?る|て(?:い)?ます|ます)か|対象か(?:どうか)?(?:を|も)?(?:確認|調べ|知り)|(?:報告|連絡)(?:の)?(?:方法|手段)を?(?:比較|比べ|選)/u,
    yes: ['特別交付税を試算して', '基準に当てはまるか診断して', '対象かどうか確認したい'],
    no: ['基準を教えて', '対象は？'],
  },
  /** Whether something is possible for the one who asks, now or then. */
  ifPossible: {
    matches:
      /でき(?:ます|る|そう|ません|ない|た|ました|へん|ん\?)|なれ(?:ます|る|そう|た)|使え(?:ます|る|ません|た|ました|そう|へん)|使っていい|受けられ|もらえ|もらって|出ますか|出る\?|出る(?:か|の)|つきます|つく\?|つきました|効(?:く|き)|利用可能|対象(?:です|になり|になる|でしょう|に入|だった|でした|か|\?|外)|可能|いけ(?:ます|る|た|そう)|応募|出せ|申請し|てもいい|ても良い|てもよい|していい|して良い|て(?:も)?(?:いい|ええ)|(?:いい|よい|良い|ええ|構いません|かまいません|だめ)(?:ですか|んか|でしょうか)|申し込め|申込め|頼め|相談でき|大丈夫|認められ|間に合|やれる|できん|ok[?]|許さ(?:れ|る)|許可(?:して|でき|していいか|すべき)|平気|差し支え|構わ(?:ん|ない)|名乗(?:れ|って)|セーフ/u,
    yes: ['うちは使えましたか', '町でも相談できますか', '自宅でやっていい？', '対象だった？'],
    no: ['対象経費の一覧を教えて', '上限額はいくら'],
  },
  /** Whether one may have it at all, and not how much. */
  mayUse: {
    matches:
      /使え|対象(?:です|になり|になる|でしょう|に入|か|\?)|もらえ(?:る|ます)(?:か|\?|の)|受けられ|出ますか|出る\?/u,
    yes: ['うちの町でも使えますか', '対象になりますか'],
    no: ['いくら出るの', '特交いくら'],
  },
  /** An amount for one's own case. */
  amount: {
    matches:
      /いくら|なんぼ|どのくらい|どれくらい|どんだけ|どれだけ|いかほど|どの程度|試算|見積|計算|概算|額|もらえ|出ます|出る|戻|対象|使え|受けられ|見てもら|見込|措置|補助|交付税|特交|場合|だと|なら|たら|たい|予定|半分|効く|返って(?:く|き)|掛け(?:で|たら|ると)?[?]|howmuch/u,
    yes: ['特交なんぼになる？', '補助額はいくらですか', '500万だと？', '0.5掛けで？'],
    no: ['制度の目的は', 'いつから始まりましたか'],
  },
  /** Whether a ceiling stands in the way. */
  cap: {
    matches:
      /頭打ち|天井|上限(?:は|が|って|も|額は)?(?:ある|あり|あれば|ない|なし|かか|引っ?かか|ひっかか|いくら|何)|上限に(?:引っ?かか|ひっかか|届|達)/u,
    yes: ['頭打ちある？', '特交の天井にひっかかる？', '上限があれば教えて'],
    no: ['上限の2,000万円まで出た', '条件は'],
  },
  /** How much, in so many words. */
  howMuch: {
    matches:
      /いくら|なんぼ|どのくらい|どれくらい|どんだけ|どれだけ|いかほど|試算|見積|概算|見込|補助額|措置額|返って(?:く|き)|howmuch/u,
    yes: ['特交いくら', '特交はどれくらい見込める？'],
    no: ['特交は使えますか', '特交の率は'],
  },
  /** What comes back to a body for what it spends. */
  comesBack: {
    matches: /返って(?:く|き)|見て(?:もら|くれ|いただ)|国から(?:いくら|なんぼ|出|もら)/u,
    yes: ['いくら返ってくる計算？', '国からなんぼ出る？'],
    no: ['返事がきた', 'いくらかかる'],
  },
  /** How much the state set aside for the programme: a fact, and nobody's own sum. */
  budget: {
    matches:
      /(?:当初|補正|国の)?予算額?(?:は|が|って|、)?[^。?]{0,14}(?:いくら|なんぼ|何億|億円?(?:です|でした|だった|だっけ|でしたっけ)?[?])|予算の推移/u,
    yes: ['地域IoT実装の予算、R2当初でいくら。3億円？', '予算は3.4億円でしたっけ？'],
    no: ['予算500万で組みました。補助はなんぼ', '予算書に載せる特交の額は'],
  },
  /** Tells that somebody once got a sum: a story, no case of one's own. */
  storyOfOthers: {
    matches: /もらった(?:自治体|市|町|団体|会社|ところ)|受け取った|交付された|採択された|(?:事例|実績)(?:は|が|を)/u,
    yes: ['500万円もらった自治体はどこ', '採択された事例は'],
    no: ['500万円入れた町です。もらえますか'],
  },
  /** What a thing is or how it came about: a question for the documents, whatever it mentions. */
  meaning: {
    matches:
      /とは[?？。]*$|とは(?:何|なん|どんな|どういう)|って(?:何|なに|なん)(?!名|人|割|回|%|の|ぼ)|の意味|なぜ|どうして|理由は|いつから|誰が決め|根拠は|経緯|目的は/u,
    yes: ['特別交付税措置とは', '百選って何', 'なぜ必要ですか'],
    no: ['特交ってなんぼ', '500万なら何割'],
  },
  /** Where, when, who, why or how: whether it is possible is taken for granted. */
  particulars: {
    matches:
      /どこ(?!まで)|いつ(?!でも)|誰|だれ|何(?!か|も|名|人|%|割|回|番|年|時間)|どう(?!か|だ|\?)|(?<!ほ)どの(?!くらい|程度|レベル|ステップ)|なぜ|理由|方法|書類|申込書|様式|やり方|手順/u,
    yes: ['どこに申し込めますか', '申込の方法は'],
    no: ['うちも使えるかどうか', '何回まで相談できますか'],
  },
  /** The sum that is paid in the end, which no document tells. */
  final: {
    matches: /確定額|結局いくら|実際(?:に|は|の)?(?:いくら|交付|入|額)|入ってき|振り込|補正後|財政力指数/u,
    yes: ['特交は実際いくら入ってきますか', '補正後の額は'],
    no: ['特交の目安はいくら'],
  },
  /** Who pays for what. */
  charge: {
    matches: /電話代|通信(?:料|費)|料金|費用|相談料|無料|タダ|ただ[?で]|有料|お金|いくらかか/u,
    yes: ['電話代とかもタダ？', '相談料は？'],
    no: ['うちも対象ですか'],
  },
  /** To join something that takes place on a day. */
  toJoin: {
    matches:
      /間に合|申し込(?:め|み|ん)|参加(?!費|し[たて]|者|団体|数|でき(?:た|まし))|予約(?!サイト|ページ|の?url)|行け|受講|出られ|まだ(?:やって|ある|いけ)/u,
    yes: ['12月14日のにまだ間に合う？', '参加可否'],
    no: ['今後のセミナーの予定は'],
  },
  /** Papers of a programme, and nothing computed. */
  forms: {
    matches: /(?:公募|募集|交付)要[領綱]|申請書(?:を|の様式)|様式(?:を|は)/u,
    yes: ['今年度の公募要領をいただけますか', '申請書の様式はどこ'],
    no: ['申請書作成のレベルは'],
  },
  /** Fears that it is not enough. */
  doubted: {
    matches: /無理|むり|アウト|ダメ|だめ|駄目|落ち(?:る|ます|ちゃ)|諦め|あきらめ|届かな|いって(?:へん|な)/u,
    yes: ['百選むりですか', '13%じゃアウト？', '半分いってへんから落ちる？'],
    no: ['百選いけますか'],
  },
  /** What is missing. */
  shortfall: {
    matches: /落第|足りな|足りん|不足|どこが(?:だめ|ダメ|駄目)|ok[?]|クリア/u,
    yes: ['どこが落第点か', '対象割合はOK？'],
    no: ['何日以上ですか'],
  },
  /** The threshold itself. */
  threshold: {
    matches: /何(?:日|人|名|%|割|社|パーセント)以上|必要だった/u,
    yes: ['平均日数は月に何日以上必要ですか'],
    no: ['平均4日ですが足りますか'],
  },
  /** What kind of work could be found, rather than whether a named job may be done. */
  openEnded: {
    matches: /どんな|何か|何が|どういう|なにか|(?:仕事|業務)は?(?:ある|ない)/u,
    yes: ['何かできることはありませんか', 'どんな仕事を集めて'],
    no: ['議事録作成は在宅でできますか'],
  },
  /** Whom a criterion counts, which no document tells. */
  counting: {
    matches:
      /(?:数え|カウント)(?:て|る|ます)|(?:含め|含ま)(?:る(?:の|か|ん)|れる|れます|ないと)|(?:パート|派遣|役員)(?:も|は)[^。]{0,6}(?:常時雇用|含(?:め|ま)(?:る|れ))/u,
    yes: ['パートも常時雇用に数えて割合を出しますか'],
    no: ['パートを含めて30人'],
  },
  /** Something of a list of windows that is no way to reach one. */
  otherThanContact: {
    matches: /何(?:か|ヶ|カ|箇)所|何件|いくつ|名前|どの(?:地方|県)|だけ|載って|なりたい|回され|引き継/u,
    yes: ['東京都の窓口は何か所ありましたか', '一覧に名前が載っていますか'],
    no: ['東京の窓口の電話番号'],
  },
  /** What one may do with a title that one was given. */
  useOfTitle: {
    matches: /ロゴ|名刺|返上|取り消され/u,
    yes: ['百選のロゴを名刺に載せてもいい？'],
    no: ['百選に応募できますか'],
  },
  /** One that is near. */
  near: { matches: /近く|最寄り|地元|近所|身近/u, yes: ['相談窓口、近くのを教えて'], no: ['近い事例'] },
  /** The figure of a rule, and not what comes out for one's own case. */
  rule: {
    matches:
      /何(?:日|人|%|割|社)以上|(?:基準|要件|条件)(?:は|って|を)(?:何|なに|なん|どう|教|\?|$|一覧)|必要だった|率(?:は|って|を|いくつ)|割合(?:は|って|を)|上限(?:は|って|額は|いくら)/u,
    yes: ['百選は何日以上ですか', '補助率はいくつ', '上限はいくら', '要件を教えて'],
    no: ['要件を満たしますか', '百選の基準に届きますか'],
  },
  /** Whether one may take part in a programme, now or then. */
  toTakePart: {
    matches:
      /対象|使え|使って(?:いい|ええ|も)|受けられ|申し込め|申込め|申し込んで(?:も)?いい|応募|頼め|相談(?:でき|して(?:も)?(?:いい|もらえ|大丈夫)|に乗ってもら|したい(?:けど|が|んやけど))|間に合|期間(?:内|中)|利用(?:でき|可)|(?:頼む|使う|受ける|相談する|申し込む|利用する|呼ぶ)ことは?が?でき|派遣してもら|来てもらえ|無理|可能|いけ(?:る|た|ます|そう)/u,
    yes: ['令和3年度のテレマネは使えましたか', 'うちも対象だった？', 'いまテレワークマネージャーに相談できますか'],
    no: ['テレマネは派遣訪問もありましたか', 'テレマネの費用は'],
  },
  /** The way to apply, which is taken to be open. */
  howToApply: {
    matches:
      /(?:申込|申し込み|応募|相談|依頼|利用)(?:の)?(?:方法|手順|書|フォーム|先)|どこ(?:に|へ|から|で)(?:申|相談|頼|連絡|応募)|どうやって|どうすれば|どうしたら|何(?:が|を)(?:必要|聞|相談|教え)|内容|何の|どんな/u,
    yes: ['どこに申し込めますか', '相談の方法は', 'どんな相談ができますか', '相談できる内容は何ですか'],
    no: ['うちも対象ですか'],
  },
  /** How often and how long one may consult. */
  sessions: {
    matches: /何回|何時間|回数|何度(?:まで|でも)|回まで|時間まで/u,
    yes: ['何回まで相談できますか', '最大で何時間'],
    no: ['4回相談してもらえたか'],
  },
  /** Once more than before. */
  onceMore: { matches: /もう[1一]回|あと[1一]回|もう[1一]度/u, yes: ['2回使った。もう1回いけた？'], no: ['4回目です'] },
  /** Whether a size stands in the way. */
  anySize: {
    matches: /大きい会社|小さい会社|大企業|規模(?:が|は|を問|でも)|中小(?:だけ|じゃな)/u,
    yes: ['大きい会社でも使えましたか'],
    no: ['同規模の導入率'],
  },
  /** How far two figures lie apart. */
  apart: {
    matches: /差(?:は|って|を|が|分|[?。]|$)|何ポイント|開き/u,
    yes: ['市区町村全体との差を出して', '100人以下とは何ポイント違う？'],
    no: ['格差の是正', '同規模の導入率は'],
  },
  /** A search in a collection. */
  search: {
    matches: /探し|探す|探せ|検索|絞り|一覧/u,
    yes: ['製造業の事例を探しています', '事例の一覧'],
    no: ['佐賀県の事例は'],
  },
  /** Somebody speaks of their own organisation or work. */
  ofSelf: {
    matches:
      /うち(?:は|の|で|も|が|に|と|、|ん)|ウチ|当社|弊社|我が社|わが社|自社|当団体|当法人|弊団体|当市|当町|当村|当県|当区|当庁|当課|当部|当組合|本市|本町|本県|本村|本区|本庁|私(?:は|の|た|が|も|、)|わたし|わし|自分|こちらは|我々|職場|です(?:。|が|、|けど)|やけど|だけど|なんだけど/u,
    yes: ['うちの課では', '合同会社だけど', '村役場です。いま'],
    no: ['自治体の導入率は'],
  },
  /** Somebody speaks of the organisation they belong to. */
  ofOurs: {
    matches: /うち(?:は|も|の会社|の団体)|当社|弊社|自社|当法人|当団体|私たち|わが社|我が社/u,
    yes: ['うちは百選に応募できますか'],
    no: ['自治体の導入率は'],
  },
  /** Several things, each to be judged for itself. */
  each: {
    matches: /それぞれ|両方|どれも|ぞれ|(?:この|の)(?:2|二|3|三)つ|各々|と.*と.*(?:は|の)/u,
    yes: ['レベルはそれぞれ？', 'この2つのレベルは'],
    no: ['レベルはどれ？'],
  },
  /** The same of something else, in two words: 窓口は？ */
  whatAbout: {
    matches: /^[^。?]{1,16}(?:(?<!こんにち|こんばん)は|って|も|なら|やったら|だと)[?]?$/u,
    yes: ['窓口は？', '税の電算は？', '県なら？'],
    no: ['令和3年度のテレワークマネージャーは使えましたか'],
  },
  /** Another condition laid on what was asked before: じゃあ1億なら. */
  whatIf: {
    matches:
      /^(?:じゃあ?|では|なら|でも|もし|ほな|それが|それじゃ|一方)|(?:なら|だと|だったら|やったら|の場合|(?:に|と)(?:し|なっ)たら|に(?:すれ|なれ)ば|に増や|に減ら|(?:に|と)すると)|(?:変わ(?:る|ります)|同じ|一緒)(?:です|だ)?(?:か|の|ん)?[?]/u,
    yes: ['じゃあ1億なら？', '対象が30人だったら', '800万円にしたら？', '対象150にすれば', '政令市でも同じ？'],
    no: ['窓口を教えて'],
  },
} satisfies Patterns

/** Asks whether something is possible, and takes nothing of it for granted. */
export const asksIfPossible = (folded: string): boolean =>
  says(WANTS.ifPossible, folded) && !says(WANTS.particulars, folded)

/** Wishes a computation or judgement in so many words, and not its meaning. */
export const wishesJudgement = (folded: string): boolean =>
  says(WANTS.wish, folded) && !saysAny([WANTS.meaning, WANTS.final], folded)
