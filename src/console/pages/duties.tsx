import type { Role } from '../../store/store.ts'
import { mayAs, roles } from '../access/accounts.ts'
import type { Desk } from '../parts.ts'
import { Table } from './pieces.tsx'

/** Who may do what, in words; the table of routes is what decides. */
const duties: { what: string; role: Role }[] = [
  { what: '相談票・会話・文書・品質・運用を見る', role: 'viewer' },
  { what: '相談票に対応する（担当・返信・引き継ぎ・送付・面談の記録）', role: 'operator' },
  { what: 'ひな形を直す、再送する、文書を下書きに加えて試す、質問をCSVで保存する', role: 'operator' },
  { what: '担当を割り当てる、終わった相談票を再開する', role: 'supervisor' },
  { what: '文書を公開する・戻す、設定と名簿を変える、監査の記録を見る、担当者を管理する', role: 'supervisor' },
]

export const Duties = ({ desk }: { desk: Desk }) => (
  <details class="panel">
    <summary>役割でできること</summary>
    <Table label="役割でできること" heads={['できること', ...roles.map((role) => desk.words.roles[role])]}>
      {duties.map(({ what, role }) => (
        <tr>
          <th scope="row" class="cell-wide">
            {what}
          </th>
          {roles.map((each) => (
            <td>{mayAs(each, role) ? '○' : '—'}</td>
          ))}
        </tr>
      ))}
    </Table>
  </details>
)
