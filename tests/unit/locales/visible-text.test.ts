import { expect, test } from 'vitest';
import { visibleText } from '../../../locales/index.ts';

test.each([
  ['a control', 'a\n\u0000\u001b\u007f\u0085b', 'a⟨LF⟩⟨NUL⟩⟨ESC⟩⟨DEL⟩⟨U+0085⟩b'],
  ['a change of direction', 'in\u202evoice', 'in⟨RLO⟩voice'],
  ['a letter that is blank in every font', 'a\u3164\u115f\u2800b', 'a⟨U+3164⟩⟨U+115F⟩⟨U+2800⟩b'],
])('%s is shown by a name of letters that every font has', (_, name, shown) => {
  expect(visibleText(name)).toBe(shown);
});

test.each(['👨‍👩‍👧.txt', '❤️.txt', 'می‌روم.txt', 'straße é.txt', '日本語.txt'])(
  'an honest name stays as it is: %s',
  (name) => {
    expect(visibleText(name)).toBe(name);
  },
);
