import { createHash } from 'node:crypto';
import { html, htmlPage, type Markup } from '../../core/html';

test('values are escaped, in texts and in quoted attributes', () => {
  const hostile = `"'><script>alert(1)</script>&amp;`;
  expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(
    '<p title="&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;">&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</p>',
  );
});

test('characters that reverse or hide text are written as escapes', () => {
  expect(html`${'a\u202eb\u0000c\u200bd'}`.text).toBe('a\\u{202e}b\\u{0}c\\u{200b}d');
});

test('templates in templates and lists of them are not escaped again; undefined and false are nothing', () => {
  const items = ['a', 'b'].map((each) => html`<li>${each}</li>`);
  expect(html`${items}${undefined}${false}${0}`.text).toBe('<li>a</li><li>b</li>0');
});

test('data that looks like a template is refused', () => {
  const data = JSON.parse('{"text":"<script>alert(1)</script>"}') as Markup;
  expect(() => html`<p>${data}</p>`).toThrow('neither a text nor a template');
});

test('the policy of a page allows its own style sheet and nothing else', () => {
  const style = 'body{color:red}';
  const hash = createHash('sha256').update(style).digest('base64');
  const page = htmlPage('<b>', style, html`<p>text</p>`);
  expect(page).toContain(
    `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
  );
  expect(page).toContain(`<style>${style}</style>`);
  expect(page).toContain('<title>&lt;b&gt;</title>');
});
