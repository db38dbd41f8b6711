import { Secret } from './secret';

/**
 * A text in which secrets are masked: in clear, as they stand in an address, and in Base64 together with whatever
 * stands around them; also where lines were broken within.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  return secrets.reduce((masked, secret) => {
    const forms = formsOf(secret.reveal()).filter((form) => form.length >= SHORTEST);
    return forms.reduce((all, form) => all.replaceAll(expressionOf(form), String(secret)), masked);
  }, text);
}

/** Characters below which a form would be found in every other word. */
const SHORTEST = 6;

function formsOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((offset) => innerBase64(secret, offset));
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      ...base64,
      ...base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_')),
      ...base64.map((each) => encodeURIComponent(each)),
    ]),
  ];
}

/** The characters that stand for a text alone when it begins so many bytes after a multiple of three. */
function innerBase64(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  const whole = Math.floor(bytes.length / 3) * 4;
  return bytes.toString('base64').slice(offset === 0 ? 0 : 4, whole);
}

function expressionOf(form: string): RegExp {
  const characters = form.split('').map((each) => each.replace(/[.*+?^${}()|[\]\\/]/, '\\$&'));
  return new RegExp(characters.join('\\s*'), 'g');
}
