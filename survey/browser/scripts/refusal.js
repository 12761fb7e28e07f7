// Why something went no further, as a word for which the page holds the sentences.
export class Refusal extends Error {
  constructor(word) {
    super(word);
    this.word = word;
  }
}

export function demand(condition, word) {
  if (!condition) {
    throw new Refusal(word);
  }
}
