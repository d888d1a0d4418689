import { expect, test } from 'vitest';
import { targetBelow } from '../../lambda/target-below.ts';

test.each([
  ['https://gate.example', '/people?page=2', '/people?page=2'],
  ['https://gate.example/', '/people', '/people'],
  ['https://gate.example/tickets', '/tickets/people?page=2', '/people?page=2'],
  ['https://gate.example/tickets/', '/tickets/people', '/people'],
  ['https://gate.example/tickets', '/tickets', '/'],
  ['https://gate.example/tickets', '/tickets?page=2', '/?page=2'],
  ['https://gate.example/tickets', '/ticketsandmore', '/ticketsandmore'],
  ['https://gate.example/tickets', '/people', '/people'],
  ['https://gate.example/tickets', '/tickets//people', '//people'],
  ['https://gate.example/tickets', '/people/../tickets/7', '/people/../tickets/7'],
  ['https://gate.example/tickets', '/tickets/%2e%2e/x', '/%2e%2e/x'],
  ['https://gate.example/tickets', 'http://elsewhere.example/tickets/x', 'http://elsewhere.example/tickets/x'],
])('below %s, %s is %s', (publicUrl, target, below) => {
  expect(targetBelow(publicUrl, target)).toBe(below);
});
