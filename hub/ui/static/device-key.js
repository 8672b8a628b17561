/**
 * The key of an enrolled screen: made in this browser, kept in its database, and never to be taken out of it.
 *
 * By it a request shows that it comes from here (DPoP, RFC 9449). No clock of the device is believed: the hub's nonce is.
 */
import { openDB } from "./vendor/idb.js";
import { say } from "./language.js";

const KIND = { name: "ECDSA", namedCurve: "P-256" };
const SIGNED_AS = { name: "ECDSA", hash: "SHA-256" };

export class DeviceKey {
  #private;

  /** @param {{pair: CryptoKeyPair, jwk: {crv: string, kty: string, x: string, y: string}}} held */
  constructor({ pair, jwk }) {
    this.#private = pair.privateKey;
    this.pair = pair;
    /** The public key. */
    this.jwk = jwk;
  }

  /**
   * Makes a key.
   * @throws {Error} with a sentence where the page was not loaded over a secure connection
   */
  static async make() {
    if (!globalThis.crypto?.subtle)
      throw new Error(say("暗号化された接続(https)で開いてください。", "Open this page over https."));
    const pair = await crypto.subtle.generateKey(KIND, false, ["sign", "verify"]);
    const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
    return new DeviceKey({ pair, jwk: { crv, kty, x, y } });
  }

  /** Returns the key by which a caller was enrolled in this browser, or null. */
  static async find(caller) {
    const held = await (await opened()).get("keys", caller);
    return held ? new DeviceKey(held) : null;
  }

  /** Keeps the key as that of a caller. */
  async keep(caller) {
    await (await opened()).put("keys", { pair: this.pair, jwk: this.jwk }, caller);
  }

  /**
   * Returns a proof for one request.
   * @param {string} method
   * @param {string} path without the host; what is asked for behind `?` is not proven
   * @param {{nonce?: string, token?: string}} known
   */
  async proof(method, path, { nonce, token }) {
    const claims = {
      jti: base64url(crypto.getRandomValues(new Uint8Array(12))),
      htm: method,
      htu: location.origin + path.split("?")[0],
      iat: Math.floor(Date.now() / 1000),
    };
    if (nonce) claims.nonce = nonce;
    if (token) claims.ath = base64url(await crypto.subtle.digest("SHA-256", encoded(token)));
    const header = { typ: "dpop+jwt", alg: "ES256", jwk: this.jwk };
    const said = [header, claims].map((each) => base64url(encoded(JSON.stringify(each)))).join(".");
    return `${said}.${base64url(await crypto.subtle.sign(SIGNED_AS, this.#private, encoded(said)))}`;
  }

  /** Returns a detached signature over the bytes of a text (JWS, RFC 7797). */
  async sign(text) {
    const header = { alg: "ES256", b64: false, crit: ["b64"], kid: await this.#thumbprint() };
    const said = `${base64url(encoded(JSON.stringify(header)))}.`;
    return `${said}.${base64url(await crypto.subtle.sign(SIGNED_AS, this.#private, encoded(said + text)))}`;
  }

  /** By which the hub knows the key (RFC 7638). */
  async #thumbprint() {
    const { crv, kty, x, y } = this.jwk;
    return base64url(await crypto.subtle.digest("SHA-256", encoded(JSON.stringify({ crv, kty, x, y }))));
  }
}

function opened() {
  return openDB("kyukyu-keys", 1, {
    upgrade(database) {
      database.createObjectStore("keys");
    },
  });
}

function encoded(text) {
  return new TextEncoder().encode(text);
}

function base64url(raw) {
  const text = btoa(String.fromCharCode(...new Uint8Array(raw)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
