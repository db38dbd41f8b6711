import { Secret } from './secret';

/**
 * Masks secrets in a text: in clear, URL-encoded, and in Base64 together with any text around them, also across line
 * breaks.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  return secrets.reduce((masked, secret) => {
    const forms = formsOf(secret.reveal()).filter((form) => form.length >= SHORTEST);
    return forms.reduce((all, form) => all.replaceAll(expressionOf(form), String(secret)), masked);
  }, text);
}

/** Shorter forms would match parts of ordinary words. */
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

/** The Base64 characters that depend on the text only, if it begins `offset` bytes after a multiple of three. */
function innerBase64(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  const whole = Math.floor(bytes.length / 3) * 4;
  return bytes.toString('base64').slice(offset === 0 ? 0 : 4, whole);
}

function expressionOf(form: string): RegExp {
  const characters = form.split('').map((each) => each.replace(/[.*+?^${}()|[\]\\/]/, '\\$&'));
  return new RegExp(characters.join('\\s*'), 'g');
}
