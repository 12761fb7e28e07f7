// Hands a token on in an address whose fragment no browser sends to a server.
import { write } from "../protocol/token.js";

export const addressFor = (token, collector, language) =>
  `${collector}/${language}/token#${write(token)}`;
