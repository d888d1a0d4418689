import type { Person } from '../organisation.ts';
import { at } from './collaboration-time.ts';
import type { Resource } from './directory-data.ts';

const full = ({ name, mail }: Person): string => `"${name}, CANARY" <${mail}>`;

const header = (name: string, value: string): Resource => ({ name, value });

/** A message as format=full would have it; what each format leaves of it is the API's affair. */
export const messageOf = (owner: Person, others: readonly Person[], index: number): Resource => {
  const [from, ...to] = index % 2 === 0 ? [owner, ...others] : [others[0]!, owner, ...others.slice(1)];
  const stamp = at(index, 7 * index);
  return {
    id: `18c${owner.number.toString(16)}${index.toString(16).padStart(8, '0')}`,
    threadId: `18c${owner.number.toString(16)}${(index - (index % 3)).toString(16).padStart(8, '0')}`,
    labelIds: ['INBOX', 'CATEGORY_PERSONAL', `Label_${index}`],
    snippet: 'CANARY snippet of what was written',
    historyId: String(9_000 + index),
    internalDate: String(Date.parse(stamp)),
    sizeEstimate: 4_000 + index,
    raw: 'CANARY raw',
    payload: {
      partId: '',
      mimeType: 'multipart/alternative',
      filename: '',
      headers: [
        header('Delivered-To', owner.mail),
        header('Received', `by 2002:a05:6a10:CANARY for <${owner.mail}>; Mon`),
        header('X-Originating-IP', '[198.51.100.7]'),
        header('From', full(from!)),
        header('To', to.map(full).join(', ')),
        header(index % 2 === 0 ? 'Cc' : 'CC', 'team@partner.example'),
        header('Subject', 'CANARY subject of six words exactly'),
        header('Date', `${new Date(stamp).toUTCString().replace('GMT', '+0200')}`),
        header(index % 2 === 0 ? 'Message-ID' : 'Message-Id', `<CANARY${index}@mail.acme.example>`),
        header('In-Reply-To', `<CANARY${index - 1}@mail.acme.example>`),
        header('List-Unsubscribe', '<https://CANARY.example>'),
      ],
      body: { size: 12, data: 'CANARY body' },
      parts: [{ partId: '0', mimeType: 'text/plain', body: { size: 12, data: 'CANARY body' } }],
    },
  };
};
