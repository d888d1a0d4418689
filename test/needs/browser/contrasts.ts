/**
 * Runs in the page: the lowest contrast of text to what is behind it (WCAG 2.2, success criterion 1.4.3), and the text.
 *
 * A string, because the page knows none of our modules.
 */
export const lowestContrast = `(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  // Any color that CSS knows, over what is below it.
  const over = (color, [r, g, b]) => {
    canvas.fillStyle = 'rgb(' + [r, g, b].join() + ')';
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) =>
    element ? over(getComputedStyle(element).backgroundColor, behind(element.parentElement)) : [255, 255, 255];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let lowest = { contrast: Infinity, text: '' };
  while (walker.nextNode()) {
    const { parentElement: element, textContent } = walker.currentNode;
    if (textContent.trim() === '' || !element.checkVisibility() || element.closest('.sr, script')) continue;
    const back = behind(element);
    const [one, other] = [light(over(getComputedStyle(element).color, back)), light(back)];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < lowest.contrast) lowest = { contrast, text: textContent.trim() };
  }
  return lowest;
})()`;
