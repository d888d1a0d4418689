import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { shapesCommand } from '../../bin/commands/shapes.ts';
import { parseShapes } from '../../config/shapes/read-shapes.ts';
import { inProcess } from './in-process.ts';
import { root, sallyport } from './sallyport.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport shapes '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const helpdesk = join(root, 'examples/helpdesk/helpdesk.openapi.yaml');
const inside = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** Runs it without a process of its own. */
const shapes = (args: readonly string[]) => inProcess(shapesCommand, ['shapes', ...args]);

describe('sallyport shapes', () => {
  test('prints a file that passes the check', async () => {
    const { code, stdout, stderr } = await sallyport(['shapes', helpdesk]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(parseShapes(stdout, 'helpdesk.shapes.yaml').endpoints.map(({ name }) => name)).toContain('GET /people/{id}');
  });

  test('reads standard input, and takes what is asked for', async () => {
    const input = readFileSync(helpdesk, 'utf8');
    const { stdout } = await sallyport(['shapes', '-', '-e', 'POST /tickets/{number}/comments', '-e', 'GET /teams'], {
      input,
    });
    expect(stdout).toContain('from standard input.');
    expect(parseShapes(stdout, 'x').endpoints.map(({ name }) => name)).toEqual([
      'GET /teams',
      'POST /tickets/{number}/comments',
    ]);
    const methods = await shapes([helpdesk, '--methods', 'post']);
    expect(parseShapes(methods.stdout, 'x').endpoints.map(({ method }) => method)).toEqual(['POST']);
  });

  test('writes a new file, and never over one', async () => {
    const out = join(folder, 'new.shapes.yaml');
    const first = await shapes([helpdesk, '--out', out]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      /new\.shapes\.yaml: 7 endpoints, \d+ fields, \d+ of them marked as personal\.\nRead all of it/,
    );
    const text = readFileSync(out, 'utf8');
    const second = await shapes([helpdesk, '--out', out]);
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second.stderr).toMatch(/is there, and people may have worked on it\. See .* --update /);
    expect(readFileSync(out, 'utf8')).toBe(text);
  });

  test('says what is new, changes nothing, and fails a check', async () => {
    const { stdout } = await shapes([helpdesk]);
    const known = inside('known.shapes.yaml', stdout);
    expect(await shapes([helpdesk, '--update', known, '--check'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing is new in Helpdesk'),
    });
    const later = inside(
      'later.yaml',
      readFileSync(helpdesk, 'utf8').replace('birth_date: {', 'shoe_size: { type: integer }\n        birth_date: {'),
    );
    const [told, checked] = await Promise.all([
      shapes([later, '--update', known]),
      sallyport(['shapes', later, '--update', known, '--check']),
    ]);
    expect(told).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('shoe_size: { type: integer }'),
    });
    expect(checked).toMatchObject({ code: 1, stdout: told.stdout });
    expect(readFileSync(known, 'utf8')).toBe(stdout);
  });

  test.each<[string, readonly string[], number, RegExp]>([
    ['no document', [], 2, /missing required argument 'document'/],
    ['a file that is not there', ['/nowhere.yaml'], 1, /\/nowhere\.yaml: ENOENT: it is not there/],
    [
      'Swagger 2.0',
      [inside('swagger.yaml', 'swagger: "2.0"')],
      3,
      /swagger\.yaml: This is Swagger 2\.0.*npx swagger2openapi/,
    ],
    ['no OpenAPI', [inside('other.yaml', 'a: 1')], 3, /This is no OpenAPI document/],
    ['no YAML', [inside('broken.yaml', 'a: [')], 3, /Line \d is neither JSON nor YAML/],
    [
      'an endpoint that is not there',
      [helpdesk, '-e', 'GET /ticket'],
      2,
      /the document has no GET \/ticket\. Did you mean GET \/tickets\?/,
    ],
    ['a tag that is not there', [helpdesk, '-t', 'canary'], 2, /the document has no canary/],
    ['a method that is none', [helpdesk, '-m', 'get,fetch'], 2, /They are get, post, put, patch, delete/],
    ['nothing that is wanted', [helpdesk, '-m', 'delete'], 2, /no endpoint is left/],
    ['a check of nothing', [helpdesk, '--check'], 2, /--check is for --update/],
    ['two ways to write', [helpdesk, '-o', 'a', '-u', 'b'], 2, /cannot be used with option/],
    ['a file with problems', [helpdesk, '-u', inside('bad.yaml', 'endpoints: {}')], 3, /bad\.yaml has 1 problem/],
  ])('refuses %s', async (_, args, code, says) => {
    const ended = await shapes(args);
    expect(ended.stderr).toMatch(says);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).not.toMatch(/^ +at |not expected/m);
  });
});
