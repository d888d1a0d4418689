import { expect, test } from 'vitest';
import { queryProblem } from '../../../connectors/sql/query-problem.ts';

const both = ['postgres', 'sqlite'] as const;

test.each([
  'select 1',
  "  SELECT * from people where name = 'a;b('",
  'with a as (select 1) select * from a',
  'values (1, 2)',
  'select 1 -- one; (or two\n, 2',
  'select /* ; ( */ 1',
  'select "odd;name(" from t',
  "select 'it''s; (fine)'",
])('%s is fine', (query) => {
  for (const dialect of both) expect(queryProblem(query, dialect)).toBeUndefined();
});

test.each([
  ['delete from people', 'must begin'],
  ['', 'must begin'],
  ['-- select\n update t set a = 1', 'must begin'],
  ['selected', 'must begin'],
  ['select 1; drop table people', 'one statement'],
  ['select 1;', 'without a semicolon'],
  ['select 1) as page; delete from t; --', 'one statement'],
  ['select 1) union select (2', 'parenthesis'],
  ['select 1) as x where (1 = 1', 'parenthesis'],
  ['select ) 1 (', 'parenthesis'],
  ['select (1', 'parenthesis'],
  ["select 'abc", 'not closed'],
  ['select "abc', 'not closed'],
  ['select /* abc', 'not closed'],
])('%j: %s', (query, problem) => {
  for (const dialect of both) expect(String(queryProblem(query, dialect))).toContain(problem);
});

test.each([
  ['postgres', "select E'\\';' , a::text from t where b ? 'c'", undefined],
  ['postgres', 'select $$;($$ , $tag$ $$ ; $tag$', undefined],
  ['postgres', 'select price$1 from t', undefined],
  ['postgres', 'select * from t where id = $1', 'placeholder'],
  ['postgres', 'select $$;', 'not closed'],
  ['sqlite', 'select [a;b], `c(d` from t', undefined],
  ['sqlite', 'select * from t where id = ?', 'placeholder'],
  ['sqlite', 'select * from t where id = ?1', 'placeholder'],
  ['sqlite', 'select * from t where id = :id', 'placeholder'],
  ['sqlite', 'select * from t where id = @id', 'placeholder'],
  ['sqlite', 'select * from t where id = $id', 'placeholder'],
  ['sqlite', 'select [a', 'not closed'],
] as const)('%s: %s: %s', (dialect, query, problem) => {
  if (problem === undefined) expect(queryProblem(query, dialect)).toBeUndefined();
  else expect(queryProblem(query, dialect)).toContain(problem);
});
