import { expect, test } from 'vitest';
import { queryProblem } from '../../../connectors/sql/query-problem.ts';

const all = ['mysql', 'postgres', 'sqlite', 'sqlserver'] as const;

test.each([
  'select 1',
  "  SELECT * from people where name = 'a;b('",
  'with a as (select 1) select * from a',
  'select 1 -- one; (or two\n, 2',
  'select /* ; ( */ 1',
  'select "odd;name(" from t',
  "select 'it''s; (fine)'",
  'with a (x) as (select 1), b as (select x from a where x in (1, 2)) select * from b',
])('%s is fine', (query) => {
  for (const dialect of all) expect(queryProblem(query, dialect)).toBeUndefined();
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
  for (const dialect of all) expect(String(queryProblem(query, dialect))).toContain(problem);
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
  ['postgres', 'values (1, 2)', undefined],
  ['postgres', "select 1 /* /* */ ' */ ) as page; delete from t; --'", 'a comment within a comment'],
  ['mysql', "select 'it\\'s; (', `c``d(`, 1 # ; (\n, 1--1", undefined],
  ['mysql', 'select "a\\";(" -- ; (', undefined],
  ['mysql', 'select 1 --1; drop table t', 'one statement'],
  ['mysql', 'select * from t where id = ?', 'placeholder'],
  ['mysql', 'select 1 /*! ) as page; delete from t; */', 'a comment that is run'],
  ['mysql', 'select 1 /*M! ) as page; delete from t; */', 'a comment that is run'],
  ['mysql', 'select 1 /*+ MAX_EXECUTION_TIME(1) */', undefined],
  ['mysql', 'select `a', 'not closed'],
  ['sqlserver', 'select [a]];(b], @@version', undefined],
  ['sqlserver', 'select * from t where id = @id', 'placeholder'],
  ['sqlserver', "select mail from t where mail = 'a@b'", undefined],
  ['sqlserver', 'select 1 /* /* */ ) */', 'a comment within a comment'],
  ['sqlserver', 'with [a b] as (select 1 as x) select * from [a b]', undefined],
  ['sqlserver', 'with a as (select 1 as x) delete from a select 1', 'then one SELECT'],
  ['sqlserver', 'with a as (select 1 as x) insert into t select x from a', 'then one SELECT'],
  ['sqlserver', 'with a as (select 1 as x), update t set x = 1 select 1', 'then one SELECT'],
  ['sqlserver', 'with a as (select 1 as x)', 'then one SELECT'],
] as const)('%s: %s: %s', (dialect, query, problem) => {
  if (problem === undefined) expect(queryProblem(query, dialect)).toBeUndefined();
  else expect(queryProblem(query, dialect)).toContain(problem);
});
