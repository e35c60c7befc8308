const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A first password from the browser's own randomness: 16 characters without look-alikes, each equally likely. */
export function makePassword(): string {
  const characters: string[] = [];
  const limit = 256 - (256 % alphabet.length);
  while (characters.length < 16) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < limit && characters.length < 16) characters.push(alphabet[byte % alphabet.length] ?? '');
    }
  }
  return characters.join('');
}
