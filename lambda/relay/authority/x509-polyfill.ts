// What is asked for here is there when this file has run. In a bundle the bodies of all imported modules run before the first line of the one that
// imports them, and the polyfill, which is CommonJS, begins with such a line: so it has a file of its own.
import 'reflect-metadata';
