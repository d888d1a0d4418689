import { describe } from 'vitest';
import { good } from '../../forms.ts';
import { testChanges } from '../../problems-of.ts';

const agents = 'relay: { agents: { maximum: 2 } }\nsources:\n';

describe('the agents of a source', () => {
  testChanges(good, [
    ['are all', 'sources:\n  books:\n', `${agents}  books:\n    via: relay\n`],
    ['are named', 'sources:\n  books:\n', `${agents}  books:\n    via: relay\n    agents: [berlin, berlin-2]\n`],
    [
      'are named, and the source is reached directly',
      'sources:\n  books:\n',
      `${agents}  books:\n    agents: [berlin]\n`,
      '13:13 sources.books.agents: the source is not reached through agents | add via: relay to the source, or leave out agents',
    ],
    [
      'are none',
      'sources:\n  books:\n',
      `${agents}  books:\n    via: relay\n    agents: []\n`,
      '14:13 sources.books.agents: must not be empty | Write, for example: agents: [ berlin, berlin-2 ]',
    ],
    [
      'are called as nobody can be',
      'sources:\n  books:\n',
      `${agents}  books:\n    via: relay\n    agents: [Berlin_1]\n`,
      '14:14 sources.books.agents[0]: must be 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter, such as berlin | Write, for example: berlin',
    ],
    [
      'are named twice',
      'sources:\n  books:\n',
      `${agents}  books:\n    via: relay\n    agents: [berlin, berlin]\n`,
      '14:13 sources.books.agents: names an agent twice | Write, for example: agents: [ berlin, berlin-2 ]',
    ],
  ]);
});
