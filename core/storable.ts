/**
 * A copy whose texts a database takes: strangers' files hold zero bytes and halves of characters, which PostgreSQL refuses as a whole.
 * Each becomes U+FFFD. For values that are JSON.
 */
export function storable<T>(value: T): T {
  const text = JSON.stringify(value);
  if (text === undefined) return value;
  return JSON.parse(text.replace(/\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g, (found) => (found.length > 2 ? '\ufffd' : found))) as T;
}
