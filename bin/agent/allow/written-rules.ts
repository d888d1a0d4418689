import { Document, isScalar, visit } from 'yaml';

/** A list of words is written on one line up to so many characters. */
const shortList = 90;

/** Rules as a person would write them: short lists on one line, longer ones and queries on lines of their own, and nothing folded. */
export const writtenRules = (rules: readonly object[]): string => {
  const document = new Document({ allow: rules }, { aliasDuplicateObjects: false });
  visit(document, {
    Seq: (_, list) => {
      const words = list.items.map((item) => (isScalar(item) ? String(item.value) : '\n'));
      if (words.length > 0 && !words.some((word) => /[\n ]/.test(word)) && words.join(', ').length <= shortList)
        list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
};
